#include "lowlight/colours/cube_file.h"

#include <fstream>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::colours;
using namespace lowlight::imaging;
using Texts = std::vector<std::string>;

namespace {

constexpr char kEightNodes[] = "0 0 0\n1 0 0\n0 1 0\n1 1 0\n0 0 1\n1 0 1\n0 1 1\n1 1 1\n";

std::string cube_of_two(const std::string& before) {
  return before + "LUT_3D_SIZE 2\n" + kEightNodes;
}

Texts problems_in(const std::string& text) {
  try {
    parse_cube(text, "it.cube");
    return {};
  } catch (const ImageError& error) {
    CHECK(error.where() == "it.cube");
    return error.problems();
  }
}

/// Whether one of the problems, and no other, is about `what`.
void check_only_problem(const std::string& text, const std::string& what) {
  const auto problems = problems_in(text);
  INFO(text);
  REQUIRE(problems.size() == 1);
  CHECK_THAT(problems[0], ContainsSubstring(what));
}

}  // namespace

TEST_CASE("A cube is read with red running fastest") {
  const auto table = parse_cube(cube_of_two("TITLE \"a\"\n# b\n\n"), "it");
  CHECK(table.kind == TableKind::cube);
  CHECK(table.size == 2);
  CHECK(table.nodes == identity_table(2).nodes);
  CHECK(table.lowest == std::array<float, 3>{0, 0, 0});
  CHECK(table.highest == std::array<float, 3>{1, 1, 1});
}

TEST_CASE("Curves and ranges are read") {
  const auto table = parse_cube(
      "LUT_1D_SIZE 3\nDOMAIN_MIN -1 0 .5\nDOMAIN_MAX 2 1e0 +3\n0 0 0\n.5 .25 1\n1 1 1", "it");
  CHECK(table.kind == TableKind::curves);
  CHECK(table.size == 3);
  CHECK(table.lowest == std::array<float, 3>{-1, 0, 0.5f});
  CHECK(table.highest == std::array<float, 3>{2, 1, 3});
  CHECK(table.node(1)[1] == 0.25f);
  const auto ranged = parse_cube(cube_of_two("LUT_3D_INPUT_RANGE 0.0 4.0\n"), "it");
  CHECK(ranged.highest == std::array<float, 3>{4, 4, 4});
}

TEST_CASE("Line ends of any kind, comments, marks of UTF-8 and unknown keywords are passed over") {
  const auto plain = cube_of_two("");
  std::string returns;
  for (const char c : plain) returns += c == '\n' ? std::string("\r\n") : std::string(1, c);
  for (const auto& text : {returns,
                           "\xEF\xBB\xBF" + plain,
                           "  \t\n# a\n" + plain + "#b",
                           "LUT_IN_VIDEO_RANGE\n" + plain + "\n\n"})
    CHECK(parse_cube(text, "it").nodes == identity_table(2).nodes);
}

TEST_CASE("Results outside of 0 to 1 are kept") {
  const auto table = parse_cube("LUT_1D_SIZE 2\n-0.5 0 0\n1.5 1 2\n", "it");
  CHECK(table.node(0)[0] == -0.5f);
  CHECK(table.node(1)[2] == 2);
}

TEST_CASE("The largest cube is read, and its name in any case") {
  const auto table = identity_table(kLargestCube);
  CHECK(parse_cube(cube_text(table, ""), "it").size == 65);
  CHECK(is_cube_name("a/b.CUBE"));
  CHECK_FALSE(is_cube_name("b.cube.txt"));
  CHECK_FALSE(is_cube_name(".cube"));
  CHECK_FALSE(is_cube_name("-"));
}

TEST_CASE("Numbers too small for a float are 0") {
  const auto table = parse_cube(
      "LUT_1D_SIZE 2\n1e-320 -1e-320 1e-99999\n0.5 +1e-60 1" + std::string(50, '0') + "e-120\n",
      "it");
  for (const int i : {0, 1, 2}) CHECK(table.node(0)[i] == 0);
  CHECK(table.node(1)[0] == 0.5f);
  CHECK(table.node(1)[1] == 0);
  CHECK(table.node(1)[2] == 0);
}

TEST_CASE("What is wrong with a cube is told by line") {
  check_only_problem("", "LUT_3D_SIZE");
  check_only_problem(std::string("LUT_3D_SIZE 2\n") + kEightNodes + "1 1 1\n", "9 nodes");
  check_only_problem("LUT_3D_SIZE 2\n0 0 0\n", "1 nodes");
  check_only_problem("LUT_3D_SIZE 66\n", "line 1");
  check_only_problem("LUT_1D_SIZE 65537\n", "line 1");
  check_only_problem("LUT_3D_SIZE two\n", "line 1");
  check_only_problem("LUT_3D_SIZE 99999999999999999999999\n", "line 1");
  check_only_problem(cube_of_two("LUT_1D_SIZE 8\n"), "line 2");
  check_only_problem(cube_of_two("DOMAIN_MIN 0 0\n"), "line 1");
  check_only_problem(cube_of_two("DOMAIN_MAX 1 1 nan\n"), "line 1");
  check_only_problem(cube_of_two("DOMAIN_MAX 1 0 1\n"), "line 1: the range");
  check_only_problem(cube_of_two("DOMAIN_MIN 0 0 -3e38\nDOMAIN_MAX 1 1 3e38\n"),
                     "line 2: the range");
  check_only_problem(cube_of_two("DOMAIN_MAX 1 1e-40 1\n"), "line 1: the range");
  check_only_problem(cube_of_two("LUT_3D_INPUT_RANGE -3e38 3e38\n"), "line 1: the range");
  check_only_problem(kEightNodes + std::string("LUT_3D_SIZE 2\n"), "line 1");
  for (const std::string node : {"0 0",
                                 "0 0 0 0",
                                 "0 0 nan",
                                 "inf 0 0",
                                 "0 0 1e99",
                                 "0 0 1e99999",
                                 "0 0 1e-60x",
                                 "0x1 0 0",
                                 "a b c",
                                 "- 0 0"})
    check_only_problem("LUT_1D_SIZE 2\n0 0 0\n" + node + "\n", "line 3");
}

TEST_CASE("All problems of a cube are told at once, and many of them in short") {
  CHECK(problems_in("DOMAIN_MIN a\nDOMAIN_MAX b\nx\n").size() == 4);
  std::string text = "LUT_1D_SIZE 1000\n";
  for (int i = 0; i < 1000; ++i) text += "nan 0 0\n";
  const auto problems = problems_in(text);
  CHECK(problems.size() == 21);
  CHECK(problems.back() == "and 980 more");
}

TEST_CASE("Megabytes of comments are read through") {
  std::string text;
  while (text.size() < (4 << 20)) text += "# nothing to see here, nor there\n";
  CHECK(parse_cube(cube_of_two(text + std::string(1 << 20, '#') + "\n"), "it").size == 2);
}

TEST_CASE("What is written is read back") {
  auto table = identity_table(3);
  table.node(13)[1] = -0.25f;
  table.highest = {1, 2, 1};
  const auto back = parse_cube(cube_text(table, "of a test"), "it");
  CHECK(back.nodes == table.nodes);
  CHECK(back.highest == table.highest);
  const ColourTable curves{TableKind::curves, 2, {0, 0, 0, 0, 1, 0.5f, 0.125f, 0}};
  CHECK(parse_cube(cube_text(curves, ""), "it").nodes == curves.nodes);
  CHECK(parse_cube(cube_text(curves, ""), "it").kind == TableKind::curves);
}

TEST_CASE("A file of a cube is read, one that is not there is named") {
  const test::TemporaryFolder folder;
  const auto path = folder / "a.cube";
  std::ofstream(path) << cube_of_two("");
  CHECK(read_cube(path).size == 2);
  CHECK_THROWS_AS(read_cube(folder / "b.cube"), ImageError);
  CHECK_THROWS_AS(read_cube(folder / ""), ImageError);
}
