#include "tasks/photo_sets.h"

#include "support/catch.h"
#include "support/problems.h"

using namespace lowlight;
using namespace lowlight::tasks;
using lowlight::test::keys_of;

namespace {

const data::PhotosOptions kNone;
const data::PhotosOptions kSome{.path = "photos"};

Problems both_or_neither(const data::PhotosOptions& first, const data::PhotosOptions& second) {
  Problems problems;
  require_both_or_neither("dark", first, "bright", second, problems);
  return problems;
}

}  // namespace

TEST_CASE("A set that has to name photos and does not is a problem of its path") {
  Problems problems;
  require_photos("content", kSome, problems);
  CHECK(problems.empty());
  require_photos("style", kNone, problems);
  CHECK(keys_of(problems) == std::vector<std::string>{"style.path"});
}

TEST_CASE("One of two sets that belong together is a problem of both paths") {
  CHECK(both_or_neither(kNone, kNone).empty());
  CHECK(both_or_neither(kSome, kSome).empty());
  for (const auto& problems : {both_or_neither(kSome, kNone), both_or_neither(kNone, kSome)}) {
    REQUIRE(keys_of(problems) == std::vector<std::string>{"dark.path"});
    CHECK_THAT(problems[0].rule, ContainsSubstring("bright.path"));
  }
}

TEST_CASE("The amount of photos is told with their kind and place") {
  CHECK(amount_text(0, "dark photos", "a folder") == "0 dark photos of a folder");
}
