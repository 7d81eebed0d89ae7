#include "lowlight/imaging/alpha.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "support/catch.h"
#include "support/synthetic_image.h"

using namespace lowlight::imaging;
using lowlight::test::largest_difference;
using lowlight::test::synthetic_image;

namespace {

template <class Sample>
Image picture(const std::vector<Sample>& samples, BitDepth depth) {
  Image image(int64_t(samples.size() / 4), 1, 4, depth);
  std::copy(samples.begin(), samples.end(), image.row<Sample>(0));
  return image;
}

/// The covered picture, read in rows.
Image covered(const PictureRows& picture) {
  Image result = rows_like(picture.shape(), picture.shape().height);
  read_in_bands(with_hidden_colours_covered(picture), 3, replace_rows_of(result));
  return result;
}

}  // namespace

TEST_CASE("Hidden pixels get the mean of the visible ones weighted by alpha") {
  const auto image =
      covered(picture<uint8_t>({10, 20, 30, 255, 70, 80, 90, 85, 1, 2, 3, 0}, BitDepth::u8));
  const auto expected =
      picture<uint8_t>({10, 20, 30, 255, 70, 80, 90, 85, 25, 35, 45, 0}, BitDepth::u8);
  CHECK(largest_difference(image, expected) == 0);
}

TEST_CASE("Sixteen bits are covered as eight are") {
  const auto image = covered(picture<uint16_t>({60000, 0, 500, 65535, 7, 7, 7, 0}, BitDepth::u16));
  const uint16_t* hidden = image.row<uint16_t>(0) + 4;
  CHECK(std::vector<uint16_t>(hidden, hidden + 4) == std::vector<uint16_t>{60000, 0, 500, 0});
}

TEST_CASE("Pixels are covered in whichever row they lie") {
  auto image = synthetic_image(40, 37, 4);
  for (int64_t y = 5; y < 20; ++y) {
    for (int64_t x = 0; x < 40; ++x) image.row<uint8_t>(y)[4 * x + 3] = 0;
  }
  const auto result = covered(image);
  const auto* colour = result.row<uint8_t>(5);
  for (int64_t y = 0; y < 37; ++y) {
    for (int64_t x = 0; x < 40; ++x) {
      const bool hidden = image.row<uint8_t>(y)[4 * x + 3] == 0;
      const auto* wanted = hidden ? colour : image.row<uint8_t>(y) + 4 * x;
      REQUIRE(std::equal(wanted, wanted + 3, result.row<uint8_t>(y) + 4 * x));
    }
  }
}

TEST_CASE("Grey with hidden pixels is grey when they are covered") {
  const auto image = picture<uint8_t>({10, 10, 10, 255, 7, 7, 7, 0}, BitDepth::u8);
  PictureRows rows(image);
  CHECK_FALSE(with_hidden_colours_covered(rows).grey);
  rows.grey = true;
  CHECK(with_hidden_colours_covered(rows).grey);
}

TEST_CASE("Where nothing is hidden or all is or there is no alpha nothing changes") {
  for (auto& samples : {std::vector<uint8_t>{1, 2, 3, 1, 9, 9, 9, 255},
                        std::vector<uint8_t>{1, 2, 3, 0, 9, 9, 9, 0}}) {
    const auto image = picture<uint8_t>(samples, BitDepth::u8);
    CHECK(largest_difference(covered(image), image) == 0);
  }
  const auto plain = synthetic_image(9, 7);
  CHECK(largest_difference(covered(plain), plain) == 0);
}
