#include "data/coco_boxes.h"

#include <fstream>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::data;

namespace {

BoxList read_coco(const std::string& text) {
  const test::TemporaryFolder folder;
  std::ofstream(folder / "boxes.json") << text;
  return read_box_list(folder / "boxes.json");
}

std::vector<std::string> problems_in(const std::string& text) {
  try {
    return read_coco(text).problems;
  } catch (const DataError& error) {
    return error.problems();
  }
}

}  // namespace

TEST_CASE("Images of COCO get their boxes wherever those stand") {
  const auto photos = read_coco(R"({
    "info": {"year": 2017},
    "annotations": [
      {"image_id": 9, "bbox": [1, 2.5, 30, 40], "segmentation": {"counts": [1]}, "id": 1},
      {"image_id": 4, "bbox": [0, 0, 0, 0], "id": 2},
      {"image_id": 9, "bbox": [0, 0, 9, 9], "iscrowd": 1, "id": 3}, {"image_id": 9,
       "bbox": [5, 6, 7, 8], "iscrowd": 0, "id": 4}],
    "images": [{"id": 4, "file_name": "a.jpg"},
      {"id": 9, "file_name": "deep/b.jpg"}, {"id": 5, "file_name": "c.jpg"}]})")
                          .photos;
  REQUIRE(photos.size() == 3);
  CHECK(photos[1].file == "deep/b.jpg");
  CHECK(photos[1].line == 9);
  REQUIRE(photos[1].boxes.size() == 3);
  CHECK_FALSE(photos[1].boxes[0].crowd);
  CHECK(photos[1].boxes[1].crowd);
  CHECK(photos[1].boxes[0].box == detection::CornerSize<detection::Pixels>{1, 2.5, 30, 40});
  CHECK(photos[1].boxes[0].line == 4);
  CHECK(photos[1].boxes[2].line == 6);
  CHECK_FALSE(detection::fault_of(photos[0].boxes.at(0).box).empty());
  CHECK(photos[0].boxes[0].line == 5);
  CHECK(photos[2].boxes.empty());
  CHECK(read_coco(R"({"images": [], "annotations": []})").photos.empty());
}

TEST_CASE("Everything that is no annotation of COCO is named with its line") {
  const auto problems = problems_in(R"({"images": [{"id": 1, "file_name": "a.jpg"},
    {"id": 1, "file_name": "b.jpg"},
    {"id": "2", "file_name": "c.jpg"},
    {"id": 3}],
    "annotations": [{"image_id": 1, "bbox": [1, 2, 3]},
    {"image_id": 7, "bbox": [1, 2, 3, 4]},
    {"bbox": [1, 2, 3, 4]},
    {"image_id": 1, "bbox": [1, 2, 3, null]},
    {"image_id": 1, "bbox": [1, 2, 3, 4], "iscrowd": true},
    {"image_id": 1, "bbox": [1, 2, 3, 4], "iscrowd": "1"},
    {"image_id": 1, "bbox": [1, 2, 3, 4], "iscrowd": 2}]})");
  REQUIRE(problems.size() == 10);
  for (size_t i = 0; i < problems.size(); ++i)
    CHECK_THAT(problems[i], ContainsSubstring("line " + std::to_string(i + 2) + " "));
  CHECK_THAT(problems[4], ContainsSubstring("7"));
}

TEST_CASE("Ids may be any whole number of 64 bits") {
  const auto list = read_coco(R"({"images": [{"id": 18446744073709551615, "file_name": "a.jpg"},
    {"id": -1, "file_name": "b.jpg"}],
    "annotations": [{"image_id": -1, "bbox": [1, 2, 3, 4]}]})");
  CHECK(list.problems.empty());
  REQUIRE(list.photos.size() == 2);
  CHECK(list.photos[0].boxes.empty());
  CHECK(list.photos[1].boxes.size() == 1);
}

TEST_CASE("What is no document of COCO is said to be none") {
  CHECK(problems_in("{}").size() == 2);
  CHECK(problems_in("[1, 2]").size() == 2);
  CHECK(problems_in(R"({"images": [1, {"id": 3}, "a"], "annotations": {}})").size() == 4);
  CHECK_THAT(problems_in("{\"images\": [\n\n}").at(0), ContainsSubstring("line 3"));
  CHECK_THAT(problems_in("{\"images\": [],\n\"annotations\": [NaN]}").at(0),
             ContainsSubstring("line 2"));
  CHECK(problems_in("").size() == 1);
  CHECK_THROWS_AS(read_coco_boxes("no such file.json"), DataError);
}
