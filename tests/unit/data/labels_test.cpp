#include "lowlight/data/labels.h"

#include <fstream>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/synthetic_photos.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::data;
using lowlight::test::PhotosInMemory;

namespace {

/// Photos of these many; nobody looks at them.
PhotosInMemory unseen_photos(size_t count) {
  return PhotosInMemory(std::vector<at::Tensor>(count), "p.q");
}

Labels labels_in(const std::string& text, size_t count) {
  const test::TemporaryFolder folder;
  std::ofstream(folder / "boxes.txt") << text;
  return read_labels({.boxes = (folder / "boxes.txt").string()}, unseen_photos(count));
}

/// Of one photo 60 pixels wide and 40 high.
Labels labels_of_one(const std::string& text, double least_box) {
  const test::TemporaryFolder folder;
  std::ofstream(folder / "boxes.txt") << text;
  return read_labels({.boxes = (folder / "boxes.txt").string(), .least_box = least_box},
                     PhotosInMemory({at::zeros({3, 40, 60}, at::kByte)}, "p.q"));
}

}  // namespace

TEST_CASE("Boxes are those of the photos, whatever their order in the list") {
  const auto labels = labels_in("p.q 1\n2\n1 2 30 40 0\n5 6 7 8\np.q 0\n0\n", 2);
  CHECK(labels.boxes[0].left.size(0) == 0);
  CHECK(at::equal(detection::rows_of(labels.boxes[1]),
                  at::tensor({1.f, 2.f, 31.f, 42.f, 5.f, 6.f, 12.f, 14.f}).view({2, 4})));
  CHECK(labels.most == 2);
  CHECK(labels.refused.empty());
  CHECK(labels.description() == "2 boxes on 1 of 2 photos");
}

TEST_CASE("Of a list like WIDER FACE's the bad boxes are refused, each with its line") {
  // 12,880 photos have 27 boxes without area there; four photos have no others.
  std::string text;
  std::vector<std::string> lines;
  int line = 0;
  for (int photo = 0; photo < 200; ++photo) {
    const int boxes = photo < 4 ? 1 : 1 + photo % 3;
    text += "p.q " + std::to_string(photo) + "\n" + std::to_string(boxes) + "\n", line += 2;
    for (int box = 0; box < boxes; ++box) {
      const bool bad = box == 0 && photo < 27;
      text += bad ? photo % 2 ? "0 0 0 0 2 0\n" : "9 9 5 inf 2 0\n" : "3 4 20 30 2 0\n", ++line;
      if (bad) lines.push_back("line " + std::to_string(line) + ", p.q " + std::to_string(photo));
    }
  }
  const auto labels = labels_in(text, 200);
  REQUIRE(labels.refused.size() == 27);
  for (size_t i = 0; i < lines.size(); ++i)
    CHECK_THAT(labels.refused[i], ContainsSubstring(lines[i]));
  for (int i = 0; i < 4; ++i) CHECK(labels.boxes[size_t(i)].left.size(0) == 0);
  for (const auto& boxes : labels.boxes) CHECK(detection::are_valid(boxes).all().item<bool>());
  CHECK_THAT(labels.description(), ContainsSubstring("27 left out"));
}

TEST_CASE("A list that does not fit the photos is refused with all that is wrong") {
  try {
    labels_in("p.q 0\n0\np.q 0\n0\nother.jpg\n0\n", 2);
    FAIL("nothing was thrown");
  } catch (const DataError& error) {
    REQUIRE(error.problems().size() == 3);
    CHECK_THAT(error.problems()[0], ContainsSubstring("line 3"));
    CHECK_THAT(error.problems()[1], ContainsSubstring("line 5"));
    CHECK_THAT(error.problems()[2], ContainsSubstring("p.q 1 is not in it"));
  }
}

TEST_CASE("Faults of the form hide no name and no box") {
  try {
    labels_in(
        "p.q 1\n2\nnan 2 3 4\n-1e300 -1e300 2e300 2e300\n"
        "p.q 0\nmany\n1 2 3 4\nother.jpg\n0\n",
        3);
    FAIL("nothing was thrown");
  } catch (const DataError& error) {
    REQUIRE(error.problems().size() == 5);
    CHECK_THAT(error.problems()[0], ContainsSubstring("line 6 "));
    CHECK_THAT(error.problems()[1], ContainsSubstring("line 8") && ContainsSubstring("no photo"));
    CHECK_THAT(error.problems()[2], ContainsSubstring("p.q 2 is not in it"));
    CHECK_THAT(error.problems()[3], ContainsSubstring("line 3") && ContainsSubstring("finite"));
    CHECK_THAT(error.problems()[4], ContainsSubstring("line 4") && ContainsSubstring("farther"));
  }
}

TEST_CASE("Crowds and boxes that are too small are ignored, and not background") {
  const test::TemporaryFolder folder;
  std::ofstream(folder / "boxes.json") << R"({"images": [{"id": 1, "file_name": "p.q 0"}],
    "annotations": [{"image_id": 1, "bbox": [0, 0, 30, 30], "iscrowd": 1},
                    {"image_id": 1, "bbox": [5, 5, 4, 9]},
                    {"image_id": 1, "bbox": [1, 1, 9, 9]}]})";
  const auto labels = read_labels({.boxes = (folder / "boxes.json").string()}, unseen_photos(1));
  CHECK(labels.most == 3);
  CHECK(labels.boxes[0].left.size(0) == 1);
  CHECK(at::equal(detection::rows_of(labels.ignored[0]),
                  at::tensor({0.f, 0.f, 30.f, 30.f, 5.f, 5.f, 9.f, 14.f}).view({2, 4})));
  REQUIRE(labels.refused.size() == 1);
  CHECK_THAT(labels.refused[0], ContainsSubstring("line 3"));
}

TEST_CASE("Without any box to learn from the description says so") {
  CHECK_THAT(labels_in("p.q 0\n1\n0 0 0 0\n", 1).description(),
             ContainsSubstring("background alone"));
  CHECK_THAT(labels_in("p.q 0\n1\n0 0 9 9\n", 1).description(),
             !ContainsSubstring("background alone"));
}

TEST_CASE("Boxes outside of their photo are refused, and those that stick out of it are not") {
  const auto labels = labels_of_one(
      "p.q 0\n6\n-9 4 9 9\n60 4 9 9\n4 -30 9 30\n4 40 9 9\n-5 4 9 9\n55 35 90 9\n", 6);
  REQUIRE(labels.refused.size() == 4);
  for (int i = 0; i < 4; ++i) {
    CHECK_THAT(labels.refused[size_t(i)],
               ContainsSubstring("line " + std::to_string(3 + i) + ", p.q 0") &&
                   ContainsSubstring("60x40"));
  }
  CHECK(labels.boxes[0].left.size(0) == 2);
}

TEST_CASE("Boxes with a side below the least are refused, each with its line") {
  const std::string text = "p.q 0\n3\n1 1 5 9\n1 1 9 5.9\n1 1 6 6\n";
  const auto labels = labels_of_one(text, 6);
  REQUIRE(labels.refused.size() == 2);
  CHECK_THAT(labels.refused[0], ContainsSubstring("line 3") && ContainsSubstring("6 pixels"));
  CHECK_THAT(labels.refused[1], ContainsSubstring("line 4"));
  CHECK(labels.boxes[0].left.size(0) == 1);
  CHECK(labels_of_one(text, 0).refused.empty());
}
