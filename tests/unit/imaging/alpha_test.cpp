#include "lowlight/imaging/alpha.h"

#include <algorithm>
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

}  // namespace

TEST_CASE("Hidden pixels get the mean of the visible ones weighted by alpha") {
  auto image = picture<uint8_t>({10, 20, 30, 255, 70, 80, 90, 85, 1, 2, 3, 0}, BitDepth::u8);
  cover_hidden_colours(image);
  const auto expected =
      picture<uint8_t>({10, 20, 30, 255, 70, 80, 90, 85, 25, 35, 45, 0}, BitDepth::u8);
  CHECK(largest_difference(image, expected) == 0);
}

TEST_CASE("Sixteen bits are covered as eight are") {
  auto image = picture<uint16_t>({60000, 0, 500, 65535, 7, 7, 7, 0}, BitDepth::u16);
  cover_hidden_colours(image);
  const uint16_t* hidden = image.row<uint16_t>(0) + 4;
  CHECK(std::vector<uint16_t>(hidden, hidden + 4) == std::vector<uint16_t>{60000, 0, 500, 0});
}

TEST_CASE("Where nothing is hidden or all is or there is no alpha nothing changes") {
  for (auto& samples : {std::vector<uint8_t>{1, 2, 3, 1, 9, 9, 9, 255},
                        std::vector<uint8_t>{1, 2, 3, 0, 9, 9, 9, 0}}) {
    auto image = picture<uint8_t>(samples, BitDepth::u8);
    cover_hidden_colours(image);
    CHECK(largest_difference(image, picture<uint8_t>(samples, BitDepth::u8)) == 0);
  }
  auto plain = synthetic_image(9, 7);
  cover_hidden_colours(plain);
  CHECK(largest_difference(plain, synthetic_image(9, 7)) == 0);
  Image empty;
  cover_hidden_colours(empty);
  CHECK(empty.empty());
}
