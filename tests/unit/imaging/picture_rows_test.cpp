#include "lowlight/imaging/picture_rows.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "lowlight/imaging/alpha.h"
#include "lowlight/imaging/photo_transform.h"
#include "support/catch.h"
#include "support/synthetic_image.h"

using namespace lowlight::imaging;
using lowlight::test::largest_difference;
using lowlight::test::synthetic_image;

namespace {

Image put_together(const PictureRows& picture, int64_t band_rows) {
  Image whole = rows_like(picture.shape(), picture.shape().height);
  auto* out = whole.bytes().data();
  read_in_bands(picture, band_rows, [&](const Image& band) {
    out = std::ranges::copy(band.bytes(), out).out;
  });
  return whole;
}

}  // namespace

TEST_CASE("Bands are the picture, the last one with what is left") {
  const Image image = synthetic_image(5, 11, 4, BitDepth::u16);
  for (const int64_t rows : {1, 4, 11, 100})
    CHECK(largest_difference(put_together(image, rows), image) == 0);
  std::vector<int64_t> heights;
  read_in_bands(image, 4, [&](const Image& band) { heights.push_back(band.height()); });
  CHECK(heights == std::vector<int64_t>{4, 4, 3});
}

TEST_CASE("Bands have an even number of rows and at least two") {
  const ImageShape shape{10, 100, 3, BitDepth::u16};
  CHECK(shape.stride() == 60);
  CHECK(rows_within(shape, 60 * 7) == 6);
  CHECK(rows_within(shape, 0) == 2);
}

TEST_CASE("Hidden colours are covered in rows as in the picture") {
  const auto depth = GENERATE(BitDepth::u8, BitDepth::u16);
  Image image = synthetic_image(40, 37, 4, depth);
  for (int64_t y = 5; y < 20; ++y) {
    for (int64_t x = 0; x < 40; ++x) {
      depth == BitDepth::u8 ? image.row<uint8_t>(y)[4 * x + 3] = 0
                            : image.row<uint16_t>(y)[4 * x + 3] = 0;
    }
  }
  const Image before = image.clone();
  const Image covered = put_together(with_hidden_colours_covered(before), 3);
  cover_hidden_colours(image);
  CHECK(largest_difference(image, before) > 0);
  CHECK(largest_difference(covered, image) == 0);
}

TEST_CASE("A transformation in bands of any height gives the pixels of the whole picture") {
  const auto depth = GENERATE(BitDepth::u8, BitDepth::u16);
  const int64_t channels = GENERATE(1, 3, 4);
  const auto [width, height] =
      GENERATE(std::pair<int64_t, int64_t>{61, 83}, std::pair<int64_t, int64_t>{1, 200});
  const Image image = synthetic_image(width, height, channels, depth);
  PhotoTransform transform;
  for (int64_t code = 0; code <= full_scale(depth); ++code)
    transform.tone.push_back(std::sqrt(float(code) / float(full_scale(depth))));
  transform.calming = {6, 1, 9};
  transform.weight = 0.7;
  transform.grid = {3, 2, 2, std::vector<float>(3 * 2 * 2 * 16, 0.02f)};
  const Image whole = apply_transform(image.clone(), transform);
  for (const int64_t rows : {2, 30, 512}) {
    Image result = rows_like(shape_of(image), height);
    auto* out = result.bytes().data();
    transform_rows(image, transform, rows, [&](const Image& band) {
      out = std::ranges::copy(band.bytes(), out).out;
    });
    CHECK(largest_difference(result, whole) == 0);
  }
}
