#include "data/box_list.h"

#include <fstream>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::data;

namespace {

BoxList list_of(const std::string& text) {
  const test::TemporaryFolder folder;
  std::ofstream(folder / "boxes.txt") << text;
  return read_box_list(folder / "boxes.txt");
}

std::vector<BoxedPhoto> read(const std::string& text) {
  const auto list = list_of(text);
  CHECK(list.problems.empty());
  return list.photos;
}

std::vector<std::string> faults_in(const std::string& text) { return list_of(text).problems; }

}  // namespace

TEST_CASE("A list has photos with their boxes and passes over what follows four numbers") {
  const auto photos = read("a b.jpg\r\n2\r\n1 2 30 40 0 1\n5.5 6 7 8\n\nempty.png\n0\n");
  REQUIRE(photos.size() == 2);
  CHECK(photos[0].file == "a b.jpg");
  CHECK(photos[0].line == 1);
  REQUIRE(photos[0].boxes.size() == 2);
  CHECK(photos[0].boxes[0].box.height == 40);
  CHECK(photos[0].boxes[0].line == 3);
  CHECK(photos[0].boxes[1].box.left == 5.5);
  CHECK(photos[1].line == 6);
  CHECK(photos[1].boxes.empty());
  CHECK(read("").empty());
}

TEST_CASE("Boxes that are none are read, for they are what is looked for") {
  const auto boxes =
      read("a.jpg\n6\n1 2 0 5\n1 2 5 -1\n0 0 0 0\nnan 2 5 1\n1 2 inf 1\n1 2 5 1\n")[0].boxes;
  REQUIRE(boxes.size() == 6);
  for (size_t i = 0; i < 5; ++i) CHECK_FALSE(detection::fault_of(boxes[i].box).empty());
  CHECK(detection::fault_of(boxes[5].box).empty());
}

TEST_CASE("Lines that are no boxes are all named with their numbers") {
  const auto problems = faults_in("a.jpg\n2\n1 2 3\none two three four\nb.jpg\nmany\n");
  REQUIRE(problems.size() == 3);
  CHECK_THAT(problems[0], ContainsSubstring("line 3") && ContainsSubstring("a.jpg"));
  CHECK_THAT(problems[1], ContainsSubstring("line 4"));
  CHECK_THAT(problems[2], ContainsSubstring("line 6 must be the number of boxes"));
  CHECK(faults_in("a.jpg\n2\n1 2 3 4\n").size() == 1);
  CHECK(faults_in("a.jpg\n").size() == 1);
  CHECK(faults_in("a.jpg\n-1\n").size() == 1);
  CHECK_THROWS_WITH(read_box_list("no such file"), ContainsSubstring("cannot be read"));
}

TEST_CASE("A wrong number of boxes ends neither the list nor the photos that are right") {
  const auto list = list_of(
      "a.jpg\nmany\n1 2 3 4\n"        // no number
      "b.jpg\n3\n1 2 3 4\n"           // two are missing
      "c.jpg\n1\n1 2 3 4\n5 6 7 8\n"  // one more
      "d.jpg\n5 6 7 8\n"              // the number is missing
      "e.jpg\n"                       // the same
      "f.jpg\n1\n1 2 3 4\n");
  REQUIRE(list.problems.size() == 5);
  const int lines[] = {2, 6, 10, 12, 14};
  for (size_t i = 0; i < 5; ++i)
    CHECK_THAT(list.problems[i], ContainsSubstring("line " + std::to_string(lines[i]) + " "));
  REQUIRE(list.photos.size() == 6);
  for (size_t i = 0; i < 6; ++i)
    CHECK(list.photos[i].file == std::string(1, char('a' + i)) + ".jpg");
  CHECK(list.photos[5].boxes.size() == 1);
}

TEST_CASE("A photo without boxes may have a line of zeros, as in WIDER FACE's list") {
  const auto photos = read(
      "0--Parade/0_Parade_Parade_0_452.jpg\n0\n0 0 0 0 0 0 0 0 0 0 \n"
      "0--Parade/0_Parade_Parade_0_459.jpg\n1\n1 2 30 40 0 0 0 0 0 0 \n");
  REQUIRE(photos.size() == 2);
  CHECK(photos[0].boxes.empty());
  CHECK(photos[1].boxes.size() == 1);
  CHECK(faults_in("a.jpg\n0\n1 2 30 40\n").size() == 1);
}

TEST_CASE("Blank lines, blanks at the end of a line and a byte order mark are passed over") {
  const auto photos = read(
      "\xEF\xBB\xBF"
      "a.jpg \n1\t\n1 2 3 4\n  \t \nb.jpg\n0 \n   ");
  REQUIRE(photos.size() == 2);
  CHECK(photos[0].file == "a.jpg");
  CHECK(photos[1].line == 5);
  const auto rows = read(
      "\xEF\xBB\xBF"
      "a.jpg 1 10 10 40 40 1\n   \nb.jpg 0\n");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].file == "a.jpg");
  CHECK(rows[1].line == 3);
  CHECK(read(" \n\t\n").empty());
}

TEST_CASE("A list with a line a photo has its boxes behind the number of them") {
  const auto photos = read("3.png 2 90 35 31 24 1 44 nan 11 10 1\r\n\n7.png 0\n");
  REQUIRE(photos.size() == 2);
  CHECK(photos[0].file == "3.png");
  REQUIRE(photos[0].boxes.size() == 2);
  CHECK(photos[0].boxes[1].box.left == 44);
  CHECK(photos[0].boxes[1].line == 1);
  CHECK(photos[0].place(1) == "line 1");
  CHECK(photos[1].line == 3);
  CHECK(photos[1].boxes.empty());
  const auto problems =
      faults_in("1.png 1 1 2 3 4 1\n2.png 2 1 2 3 4 1\n3.png many\n4.png 1 1 2 x 4 1\n");
  REQUIRE(problems.size() == 3);
  for (size_t i = 0; i < 3; ++i)
    CHECK_THAT(problems[i], ContainsSubstring("line " + std::to_string(i + 2)));
}

TEST_CASE("A folder has a list of corners for each photo") {
  const test::TemporaryFolder folder;
  std::ofstream(folder / "7.txt") << "2\n10 20 40 25\n5 5 5 5\n";
  std::ofstream(folder / "12.txt") << "0\n";
  std::ofstream(folder / "notes.md") << "no list\n";
  const auto photos = read_box_list(folder.path()).photos;
  REQUIRE(photos.size() == 2);
  CHECK(photos[0].file == "12");
  CHECK(photos[1].boxes[0].box == detection::CornerSize<detection::Pixels>{10, 20, 30, 5});
  CHECK(photos[1].boxes[1].box.width == 0);
  CHECK(photos[1].place(2) == "7.txt, line 2");
  std::ofstream(folder / "8.txt") << "3\n1 2 3 4\n";
  std::ofstream(folder / "9.txt") << "1\n1 2 3 4\n1 2 3 4\n";
  const auto list = read_box_list(folder.path());
  CHECK(list.photos.size() == 4);
  REQUIRE(list.problems.size() == 2);
  CHECK_THAT(list.problems[0], ContainsSubstring("8.txt, line 2"));
  CHECK_THAT(list.problems[1], ContainsSubstring("9.txt, line 3"));
  const test::TemporaryFolder empty;
  CHECK_THROWS_AS(read_box_list(empty.path()), DataError);
}

TEST_CASE("A folder of lists may have any name") {
  const test::TemporaryFolder root;
  std::filesystem::create_directory(root / "labels.json");
  std::ofstream(root / "labels.json" / "7.txt") << "1\n10 20 40 25\n";
  CHECK(read_box_list(root / "labels.json").photos.at(0).boxes.size() == 1);
}

TEST_CASE("Names of any bytes are told as text, and what is wrong behind them too") {
  const std::string odd("a\0\x1B[31m\xFF.jpg", 12);
  const auto list = list_of(odd + "\nmany\n" + odd + "\n1\n1 2 3\n");
  REQUIRE(list.problems.size() == 2);
  CHECK_THAT(list.problems[0], ContainsSubstring("boxes of a\\x00\\x1b[31m\\xff.jpg"));
  CHECK_THAT(list.problems[1], ContainsSubstring("box of a\\x00\\x1b[31m\\xff.jpg, four"));
  CHECK(list.photos[0].file == odd);
  CHECK(list.photos[0].named_place(3) == "line 3, a\\x00\\x1b[31m\\xff.jpg");
}
