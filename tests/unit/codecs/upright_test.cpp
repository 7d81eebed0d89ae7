#include "codecs/upright.h"

#include <algorithm>
#include <vector>

#include "lowlight/codecs/row_reader.h"
#include "support/catch.h"
#include "support/synthetic_image.h"

using namespace lowlight::codecs;
using namespace lowlight::imaging;
using namespace lowlight::test;

namespace {

/// 3 × 2 pixels, numbered: 1 2 3 over 4 5 6.
Image numbered_pixels() {
  Image image(3, 2, 1, BitDepth::u8);
  for (size_t i = 0; i < 6; ++i) image.bytes()[i] = uint8_t(i + 1);
  return image;
}

std::vector<int> numbers_of(const Image& image) {
  return {image.bytes().begin(), image.bytes().end()};
}

}  // namespace

TEST_CASE("A picture is turned as each orientation asks") {
  const auto& [orientation, width, expected] = GENERATE(table<int, int, std::vector<int>>({
      {0, 3, {1, 2, 3, 4, 5, 6}},
      {1, 3, {1, 2, 3, 4, 5, 6}},
      {2, 3, {3, 2, 1, 6, 5, 4}},
      {3, 3, {6, 5, 4, 3, 2, 1}},
      {4, 3, {4, 5, 6, 1, 2, 3}},
      {5, 2, {1, 4, 2, 5, 3, 6}},
      {6, 2, {4, 1, 5, 2, 6, 3}},
      {7, 2, {6, 3, 5, 2, 4, 1}},
      {8, 2, {3, 6, 2, 5, 1, 4}},
      {9, 3, {1, 2, 3, 4, 5, 6}},
  }));
  CAPTURE(orientation);
  const Image turned = upright(numbered_pixels(), orientation);
  CHECK(turned.width() == width);
  CHECK(numbers_of(turned) == expected);
  const ImageShape shape = upright_shape({3, 2, 1, BitDepth::u8}, orientation);
  CHECK(shape == shape_of(turned));
}

TEST_CASE("Pixels of every size stay whole where a picture is turned") {
  const int64_t channels = GENERATE(1, 3, 4);
  const auto depth = GENERATE(BitDepth::u8, BitDepth::u16);
  const Image image = synthetic_image(45, 70, channels, depth);
  Image turned = image.clone();
  for (int i = 0; i < 4; ++i) turned = upright(std::move(turned), 6);
  CHECK(largest_difference(turned, image) == 0);
}

TEST_CASE("Rows that are turned alone come to their place in the upright picture") {
  const Image stored = synthetic_image(5, 4);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    CAPTURE(orientation);
    const Image whole = upright(stored.clone(), orientation);
    for (int64_t row = 0; row < 4; ++row) {
      Image rows(5, 1, 3, BitDepth::u8);
      std::copy_n(stored.row<uint8_t>(row), stored.stride(), rows.row<uint8_t>(0));
      const TurnedRows part = turned_rows(std::move(rows), row, 4, orientation);
      for (int64_t y = 0; y < part.image.height(); ++y) {
        const uint8_t* place = whole.row<uint8_t>(part.y + y) + 3 * part.x;
        CHECK(std::equal(place, place + part.image.stride(), part.image.row<uint8_t>(y)));
      }
    }
  }
}
