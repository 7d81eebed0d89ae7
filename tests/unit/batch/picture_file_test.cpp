#include "batch/picture_file.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "support/catch.h"
#include "support/synthetic_image.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::batch;
using imaging::BitDepth;
using lowlight::test::largest_difference;
using lowlight::test::synthetic_image;
using lowlight::test::TemporaryFolder;

namespace fs = std::filesystem;

TEST_CASE("Rows that are appended are read again") {
  const TemporaryFolder folder;
  const auto image = synthetic_image(13, 9, 4, BitDepth::u16);
  PictureFile file(folder / "a", imaging::shape_of(image));
  CHECK(fs::is_empty(folder.path()));
  imaging::read_in_bands(image, 4, [&](const imaging::Image& rows) { file.append(rows); });
  CHECK(file.complete());
  const PictureFile moved = std::move(file);
  CHECK(largest_difference(moved.rows().read(0, 9), image) == 0);
  CHECK(largest_difference(moved.rows().read(5, 7), imaging::PictureRows(image).read(5, 7)) == 0);
}

TEST_CASE("Parts are written to their place") {
  const TemporaryFolder folder;
  const auto image = synthetic_image(12, 10);
  PictureFile file(folder / "a", imaging::shape_of(image));
  for (const int64_t x : {8, 0, 4}) {
    imaging::Image part(4, 10, 3, BitDepth::u8);
    for (int64_t y = 0; y < 10; ++y)
      std::copy_n(image.row<uint8_t>(y) + 3 * x, 12, part.row<uint8_t>(y));
    file.write(x, 0, part);
  }
  CHECK(largest_difference(file.rows().read(0, 10), image) == 0);
}

TEST_CASE("Rows of another picture are refused") {
  const TemporaryFolder folder;
  PictureFile file(folder / "a", {13, 9, 3, BitDepth::u8});
  CHECK_THROWS_AS(file.append(synthetic_image(12, 2)), c10::ValueError);
  CHECK_THROWS_AS(file.append(synthetic_image(13, 2, 4)), c10::ValueError);
  CHECK_THROWS_AS(file.append(synthetic_image(13, 2, 3, BitDepth::u16)), c10::ValueError);
  CHECK_THROWS_AS(file.append(synthetic_image(13, 10)), c10::ValueError);
  CHECK_FALSE(file.complete());
}

TEST_CASE("Scratch lies beside the output or where its folder will be made") {
  const TemporaryFolder folder;
  CHECK(scratch_place(folder / "a.jpg") == folder / "a.jpg");
  CHECK(scratch_place(folder / "new/deep/a.jpg") == folder / "a.jpg");
  CHECK(fs::is_directory(scratch_place("a.jpg").parent_path()));
  CHECK(fs::is_directory(scratch_place("-").parent_path()));
}
