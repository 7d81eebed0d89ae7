#include "lowlight/imaging/clipped_pixels.h"

#include <c10/util/Exception.h>

#include "support/catch.h"

using namespace lowlight::imaging;

namespace {

/// A picture of 4 × 3 pixels at half of the scale, alpha at its end.
Image half_lit(int64_t channels, BitDepth depth) {
  Image image(4, 3, channels, depth);
  const auto fill = [&](auto* samples, auto full) {
    for (int64_t i = 0; i < 12 * channels; ++i)
      samples[i] = i % channels == 3 ? full : decltype(full)(full / 2);
  };
  depth == BitDepth::u8 ? fill(image.row<uint8_t>(0), uint8_t{255})
                        : fill(image.row<uint16_t>(0), uint16_t{65535});
  return image;
}

void set(Image& image, int64_t x, int64_t y, int64_t c, int64_t below_full) {
  const int64_t i = x * image.channels() + c, code = full_scale(image.depth()) - below_full;
  image.depth() == BitDepth::u8 ? void(image.row<uint8_t>(y)[i] = uint8_t(code))
                                : void(image.row<uint16_t>(y)[i] = uint16_t(code));
}

int64_t count(const PictureRows& marks) {
  const auto rows = marks.read(0, marks.shape().height);
  int64_t sum = 0;
  for (const uint8_t mark : rows.bytes()) sum += mark == 255;
  return sum;
}

}  // namespace

TEST_CASE("A pixel is clipped by the greatest code of a colour, not of alpha and not below it") {
  for (const auto depth : {BitDepth::u8, BitDepth::u16}) {
    for (const int64_t channels : {1, 3, 4}) {
      auto image = half_lit(channels, depth);
      CHECK(clipped_pixels(image).shape() == ImageShape{4, 3, 1, BitDepth::u8});
      CHECK(count(clipped_pixels(image)) == 0);
      set(image, 1, 2, channels == 1 ? 0 : 2, 0);
      set(image, 3, 0, 0, 1);
      CHECK(count(clipped_pixels(image)) == 1);
      CHECK(clipped_pixels(image).read(2, 3).row<uint8_t>(0)[1] == 255);
    }
  }
}

TEST_CASE("Newly clipped is what was not clipped before, in any colour") {
  for (const auto depth : {BitDepth::u8, BitDepth::u16}) {
    auto before = half_lit(3, depth), after = half_lit(4, depth);
    set(before, 0, 0, 0, 0);
    set(before, 1, 0, 1, 0);
    set(after, 1, 0, 2, 0);
    set(after, 2, 1, 0, 0);
    const auto marks = newly_clipped_pixels(before, after);
    CHECK(count(marks) == 1);
    CHECK(marks.read(1, 2).row<uint8_t>(0)[2] == 255);
  }
  const Image wider(5, 3, 1, BitDepth::u8), narrow(4, 3, 1, BitDepth::u8);
  CHECK_THROWS_AS(newly_clipped_pixels(wider, narrow), c10::ValueError);
}
