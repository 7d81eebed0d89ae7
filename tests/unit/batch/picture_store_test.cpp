#include "batch/picture_store.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <utility>
#include <vector>

#include "support/catch.h"
#include "support/synthetic_image.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::batch;
using imaging::BitDepth;
using imaging::Image;
using lowlight::test::largest_difference;
using lowlight::test::synthetic_image;
using lowlight::test::TemporaryFolder;

namespace fs = std::filesystem;

namespace {

PictureStore store_of(const imaging::ImageShape& shape, const TemporaryFolder& folder, bool file) {
  return file ? PictureStore(shape, folder / "a") : PictureStore(shape);
}

}  // namespace

TEST_CASE("Rows that are written are read again, from memory and from a file") {
  const TemporaryFolder folder;
  const bool in_file = GENERATE(false, true);
  const auto image = synthetic_image(13, 9, 4, BitDepth::u16);
  auto store = store_of(imaging::shape_of(image), folder, in_file);
  int64_t y = 0;
  imaging::read_in_bands(image, 4, [&](Image rows) {
    const int64_t height = rows.height();
    store.write(0, y, std::move(rows));
    y += height;
  });
  const PictureStore moved = std::move(store);
  CHECK(moved.in_memory() == !in_file);
  CHECK(moved.bytes_in_memory() == (in_file ? 0 : 13 * 9 * 4 * 2));
  CHECK(largest_difference(moved.rows().read(0, 9), image) == 0);
  CHECK(largest_difference(moved.rows().read(5, 7), imaging::PictureRows(image).read(5, 7)) == 0);
  CHECK(fs::is_empty(folder.path()));  // its file has no name
}

TEST_CASE("Parts are written to their place") {
  const TemporaryFolder folder;
  const auto image = synthetic_image(12, 10);
  auto store = store_of(imaging::shape_of(image), folder, GENERATE(false, true));
  for (const int64_t x : {8, 0, 4}) {
    Image part(4, 10, 3, BitDepth::u8);
    for (int64_t y = 0; y < 10; ++y)
      std::copy_n(image.row<uint8_t>(y) + 3 * x, 12, part.row<uint8_t>(y));
    store.write(x, 0, std::move(part));
  }
  CHECK(largest_difference(store.rows().read(0, 10), image) == 0);
}

TEST_CASE("A picture in memory is taken and handed out without a copy") {
  auto image = synthetic_image(12, 10);
  const auto* samples = image.bytes().data();
  PictureStore store(imaging::shape_of(image));
  store.write(0, 0, std::move(image));
  int bands = 0;
  store.read_all(2, [&](const Image& whole) {
    CHECK(whole.bytes().data() == samples);
    ++bands;
  });
  CHECK(bands == 1);
}

TEST_CASE("A picture in a file is handed out in bands") {
  const TemporaryFolder folder;
  PictureStore store({12, 10, 3, BitDepth::u8}, folder / "a");
  store.write(0, 0, synthetic_image(12, 10));
  std::vector<int64_t> heights;
  store.read_all(4, [&](const Image& rows) { heights.push_back(rows.height()); });
  CHECK(heights == std::vector<int64_t>{4, 4, 2});
}

TEST_CASE("Scratch lies beside the output or where its folder will be made") {
  const TemporaryFolder folder;
  CHECK(scratch_place(folder / "a.jpg") == folder / "a.jpg");
  CHECK(scratch_place(folder / "new/deep/a.jpg") == folder / "a.jpg");
  CHECK(fs::is_directory(scratch_place("a.jpg").parent_path()));
  CHECK(fs::is_directory(scratch_place("-").parent_path()));
}
