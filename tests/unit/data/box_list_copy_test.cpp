#include "lowlight/data/box_list_copy.h"

#include <fstream>

#include "data/box_list.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::data;

namespace {

std::vector<std::string> files_of(const BoxList& list) {
  std::vector<std::string> files;
  for (const auto& photo : list.photos) files.push_back(photo.file);
  return files;
}

/// What a copy of a list says, without the photo deep/b.jpg.
BoxList copied(const std::string& name, const std::string& text) {
  const test::TemporaryFolder folder;
  std::ofstream(folder / name) << text;
  return read_box_list(copy_box_list(folder / name, folder / "copy", {"deep/b.jpg"}));
}

}  // namespace

TEST_CASE("A copy of a list is without the photos that were left out, whatever its form") {
  const std::vector<std::string> rest = {"a.jpg", "c.jpg"};
  for (const auto& list :
       {copied("wider.txt", "a.jpg\n0\n0 0 0 0\nx/b.jpg\n2\n1 2 3 4\n5 6 7 8\nc.jpg\n1\n1 2 3 9\n"),
        copied("rows.txt", "a.jpg 0\n\nb.jpg 1 1 2 3 4 1\nc.jpg 1 1 2 3 9 1\n"),
        copied("coco.json", R"({"images": [{"id": 1, "file_name": "a.jpg"},
            {"id": 2, "file_name": "b.jpg"}, {"id": 3, "file_name": "c.jpg"}],
            "annotations": [{"image_id": 2, "bbox": [1, 2, 3, 4]},
            {"image_id": 3, "bbox": [1, 2, 3, 9]}]})")}) {
    CHECK(list.problems.empty());
    CHECK(files_of(list) == rest);
    REQUIRE(list.photos[1].boxes.size() == 1);
    CHECK(list.photos[1].boxes[0].box.height == 9);
  }
}

TEST_CASE("A copy of a folder of lists is without those of the photos that were left out") {
  const test::TemporaryFolder folder;
  std::filesystem::create_directories(folder / "labels");
  for (const auto* name : {"a", "b"})
    std::ofstream(folder / "labels" / (std::string(name) + ".txt")) << "0\n";
  const auto path = copy_box_list(folder / "labels", folder / "copy", {"b.png"});
  CHECK(files_of(read_box_list(path)) == std::vector<std::string>{"a"});
}

TEST_CASE("Where nothing was left out the copy is the same file, faults and all") {
  const test::TemporaryFolder folder;
  std::ofstream(folder / "list.txt") << "a.jpg\nmany\n";
  const auto path = copy_box_list(folder / "list.txt", folder / "copy", {});
  CHECK(path == (folder / "copy.txt").string());
  std::ifstream stream(path);
  CHECK(std::string(std::istreambuf_iterator<char>(stream), {}) == "a.jpg\nmany\n");
}
