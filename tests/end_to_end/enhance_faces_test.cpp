// What `enhance --faces` tells of the faces in a photo.
#include <cstdlib>

#include "lowlight/batch/journal.h"
#include "support/catch.h"
#include "support/enhance.h"
#include "support/face_photo.h"
#include "support/image_files.h"
#include "support/markup.h"
#include "support/text_of.h"

using namespace lowlight;
using lowlight::test::enhance;
using lowlight::test::Program;
using lowlight::test::TemporaryFolder;
using lowlight::test::text_of;
namespace fs = std::filesystem;

namespace {

/// The dark photo of a face as a camera held upright stores it: lying, to be turned to the right.
void write_turned_face(const fs::path& path) {
  const auto upright = imaging::to_tensor(test::face_photo(0.3));
  const auto stored = imaging::to_image(torch::rot90(upright, 1, {1, 2}), imaging::BitDepth::u8);
  fs::create_directories(path.parent_path());
  write_file_atomically(path, test::tiff_file(stored, 6));
}

/// A side of the first box that a page draws, in percent.
double side_of_box(const test::Markup& boxes, const std::string& side) {
  const auto& style = boxes.all("i").at(0)->attributes.at("style");
  return std::atof(style.substr(style.find(side + ": ") + side.size() + 2).c_str());
}

}  // namespace

TEST_CASE("Faces of a turned photo are told and drawn where they stand in the upright one") {
  const TemporaryFolder root;
  write_turned_face(root / "in/a.tif");
  Program program(enhance({(root / "in").string(),
                           "-o",
                           (root / "out").string(),
                           "--faces",
                           "--json",
                           "--verbose",
                           "--journal",
                           (root / "run.jsonl").string(),
                           "--report",
                           (root / "report.html").string()}));
  REQUIRE(program.exit_code() == 0);
  CHECK_THAT(program.err(), ContainsSubstring("faces: 1 before, 1 after"));
  CHECK_THAT(program.out(), ContainsSubstring(R"("faces":{"before":[{"box":[)"));
  const auto records = batch::parse_journal(text_of(root / "run.jsonl"), "journal");
  REQUIRE(records.size() == 1);
  REQUIRE(records[0].photo.faces);
  // 224 pixels wide and 256 high, as the photo is looked at.
  for (const auto& faces : {records[0].photo.faces->before, records[0].photo.faces->after}) {
    REQUIRE(faces.size() == 1);
    CHECK(faces[0].box.left == Approx(50.3).margin(6));
    CHECK(faces[0].box.top == Approx(42.1).margin(6));
    CHECK(faces[0].box.width == Approx(108.4).margin(8));
    CHECK(faces[0].box.height == Approx(136.4).margin(8));
  }
  const auto page = test::read_markup(text_of(root / "report.html"));
  const auto drawn = page.all("span", "faces");
  REQUIRE(drawn.size() == 2);
  for (const auto* boxes : drawn) {
    CHECK(side_of_box(*boxes, "left") == Approx(100 * 50.3 / 224).margin(3));
    CHECK(side_of_box(*boxes, "height") == Approx(100 * 136.4 / 256).margin(3));
  }
}

TEST_CASE("Photos of one pixel, of one row and without light have no faces and are done") {
  const TemporaryFolder root;
  fs::create_directories(root / "in");
  const auto write = [&](const std::string& name, int64_t width, int64_t height) {
    const auto black = imaging::to_image(torch::zeros({3, height, width}), imaging::BitDepth::u8);
    write_file_atomically(root / "in" / name, test::tiff_file(black, 1));
  };
  write("pixel.tif", 1, 1);
  write("row.tif", 3000, 2);
  write("black.tif", 90, 70);
  Program program(enhance({(root / "in").string(),
                           "-o",
                           (root / "out").string(),
                           "--faces",
                           "--trust-map",
                           (root / "maps").string(),
                           "--journal",
                           (root / "run.jsonl").string()}));
  CHECK(program.exit_code() == 0);
  const auto records = batch::parse_journal(text_of(root / "run.jsonl"), "journal");
  REQUIRE(records.size() == 3);
  for (const auto& record : records) {
    INFO(record.photo.input);
    REQUIRE(record.photo.faces);
    CHECK(record.photo.faces->before.empty());
    CHECK(record.photo.faces->after.empty());
    CHECK(record.photo.untrusted == 1);
    CHECK(fs::exists(root / "maps" / (record.photo.output.filename().string() + ".png")));
  }
}

TEST_CASE("Without the weights --faces is an error before the first photo") {
  const TemporaryFolder root;
  write_turned_face(root / "in/a.tif");
  Program program(enhance({(root / "in").string(),
                           "-o",
                           (root / "out").string(),
                           "--faces",
                           "--face-model",
                           (root / "none.safetensors").string()}));
  CHECK(program.exit_code() == 4);
  CHECK_THAT(program.err(), ContainsSubstring("none.safetensors"));
  CHECK(test::files_in(root / "out").empty());
}
