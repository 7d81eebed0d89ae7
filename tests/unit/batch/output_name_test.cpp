#include "lowlight/batch/output_name.h"

#include "support/catch.h"
#include "support/problems.h"

using namespace lowlight;
using namespace lowlight::batch;
using lowlight::codecs::ImageFormat;

namespace {

std::string named(const std::string& photo, const NamePattern& name) {
  return output_name(photo, {}, name);
}

}  // namespace

TEST_CASE("As it comes the pattern keeps every name") {
  for (const auto* name : {"a.jpg",
                           "b.JPEG",
                           "c.v2.png",
                           "strange.jfif",
                           "none",
                           "{stem}.png",
                           " .x.tif",
                           "%s.jpg",
                           "caf\xe9.png"}) {
    CHECK(output_name(name, {}, {}) == name);
  }
}

TEST_CASE("A format changes endings of other formats and keeps those that fit") {
  CHECK(output_name("a.png", ImageFormat::jpeg, {}) == "a.jpg");
  CHECK(output_name("a.JPEG", ImageFormat::jpeg, {}) == "a.JPEG");
  CHECK(output_name("a.v2", ImageFormat::jpeg, {}) == "a.v2.jpg");
  CHECK(output_name("a", ImageFormat::tiff, {}) == "a.tif");
}

TEST_CASE("Words are replaced once and braces are doubled") {
  CHECK(named("a.b.jpg", {"{stem}{suffix}.{ext}", "_lit"}) == "a.b_lit.jpg");
  CHECK(named("a.jpg", {"{name}.{ext}"}) == "a.jpg.jpg");
  CHECK(named("{suffix}.jpg", {"{stem}-{suffix}.{ext}", "{stem}"}) == "{suffix}-{stem}.jpg");
  CHECK(named("a.jpg", {"{{{stem}}}.{ext}"}) == "{a}.jpg");
  CHECK(named("a", {"{stem}_x.{ext}"}) == "a_x");
  CHECK(named("a", {"{ext}{suffix}"}).empty());
}

TEST_CASE("Every mistake in a pattern is named") {
  CHECK(problems_of(NamePattern{}).empty());
  const auto unknown = problems_of(NamePattern{"{sten}{sufix}.{ext}"});
  REQUIRE(unknown.size() == 2);
  CHECK_THAT(unknown[0].rule, ContainsSubstring("{sten}") && ContainsSubstring("'stem'"));
  CHECK_THAT(unknown[1].rule, ContainsSubstring("{sufix}") && ContainsSubstring("'suffix'"));
  for (const auto* pattern : {"{stem", "stem}", "{", "}", "{stem}}"}) {
    INFO(pattern);
    CHECK(problems_of(NamePattern{pattern}).size() == 1);
  }
  CHECK(test::keys_of(problems_of(NamePattern{"a/{stem}", "b/c"})) ==
        std::vector<std::string>{"name", "suffix"});
}
