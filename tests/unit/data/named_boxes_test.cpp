#include "data/named_boxes.h"

#include "support/catch.h"

using namespace lowlight::data;

namespace {

BoxedPhoto listed(const std::string& file, int64_t line) { return {file, {}, line}; }

}  // namespace

TEST_CASE("Photos are found by file names whatever the folder, and by stems without an ending") {
  const std::vector<std::string> names = {"set/a.jpg", "set/deep/b.c.png", "7.png"};
  const auto named =
      named_boxes({listed("7", 1), listed("x/b.c.png", 2), listed("a.jpg", 3)}, names);
  CHECK(named.photo == std::vector<int64_t>{2, 1, 0});
  CHECK(named.problems.empty());
  CHECK(named.missing.empty());
}

TEST_CASE("A photo with a list of its own is found by its stem, dots and all") {
  const auto named = named_boxes({{"IMG.0001", {}, 1, "IMG.0001.txt"}}, {"set/IMG.0001.png"});
  CHECK(named.photo == std::vector<int64_t>{0});
  CHECK(named.problems.empty());
}

TEST_CASE("Names that mean no photo, two photos or one that was named are told with their lines") {
  const auto named = named_boxes(
      {listed("a.jpg", 1), listed("a.png", 4), listed("deep/a.jpg", 6), listed("b.jpg", 9)},
      {"set/a.jpg", "one/b.jpg", "two/b.jpg", "c.jpg"});
  CHECK(named.photo == std::vector<int64_t>{0, -1, 0, -1});
  REQUIRE(named.problems.size() == 3);
  CHECK_THAT(named.problems[0],
             ContainsSubstring("line 4, a.png") && ContainsSubstring("no photo"));
  CHECK_THAT(named.problems[1], ContainsSubstring("line 6") && ContainsSubstring("in line 1 too"));
  CHECK_THAT(named.problems[2], ContainsSubstring("line 9") && ContainsSubstring("more than one"));
  CHECK(named.missing == std::vector<int64_t>{1, 2, 3});
  CHECK(named_boxes({}, {}).photo.empty());
  CHECK_THAT(named_boxes({listed("a\x1B.jpg", 2)}, {}).problems.at(0),
             ContainsSubstring("line 2, a\\x1b.jpg: is no photo"));
  CHECK_THAT(missing_text("a\x1B.jpg"), ContainsSubstring("a\\x1b.jpg is not in it"));
}
