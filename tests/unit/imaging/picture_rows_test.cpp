#include "lowlight/imaging/picture_rows.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "support/catch.h"
#include "support/synthetic_image.h"

using namespace lowlight::imaging;
using lowlight::test::largest_difference;
using lowlight::test::synthetic_image;

namespace {

Image put_together(const PictureRows& picture, int64_t band_rows) {
  Image whole = rows_like(picture.shape(), picture.shape().height);
  read_in_bands(picture, band_rows, replace_rows_of(whole));
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

TEST_CASE("Bands replace the rows of a picture from top to bottom") {
  const Image image = synthetic_image(5, 11, 3, BitDepth::u16);
  Image other = synthetic_image(5, 11, 3, BitDepth::u16);
  std::ranges::fill(other.bytes(), uint8_t{0});
  read_in_bands(image, 4, replace_rows_of(other));
  CHECK(largest_difference(other, image) == 0);
}

TEST_CASE("Rows of another picture, and more than there are, are refused") {
  Image image(5, 4, 3, BitDepth::u8);
  const auto replace = replace_rows_of(image);
  CHECK_THROWS_AS(replace(Image(4, 1, 3, BitDepth::u8)), c10::ValueError);
  CHECK_THROWS_AS(replace(Image(5, 1, 4, BitDepth::u8)), c10::ValueError);
  CHECK_THROWS_AS(replace(Image(5, 1, 3, BitDepth::u16)), c10::ValueError);
  replace(Image(5, 3, 3, BitDepth::u8));
  CHECK_THROWS_WITH(replace(Image(5, 2, 3, BitDepth::u8)), ContainsSubstring("got 5 x 5"));
}
