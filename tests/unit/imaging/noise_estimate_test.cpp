#include "lowlight/imaging/noise_estimate.h"

#include <cmath>

#include "lowlight/core/random.h"
#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::imaging;

namespace {

/// The calming for a grey ramp with Gaussian noise of a deviation in codes.
NoiseCalming calming_at(double deviation) {
  RandomStream random{6};
  Image photo(320, 200, 3, BitDepth::u8);
  for (int64_t y = 0; y < 200; ++y) {
    for (int64_t x = 0; x < 320; ++x) {
      const auto code = uint8_t(std::lround(60 + 0.1 * double(x) + deviation * random.normal()));
      for (int64_t c = 0; c < 3; ++c) photo.row<uint8_t>(y)[3 * x + c] = code;
    }
  }
  return calming_for(photo);
}

}  // namespace

TEST_CASE("The calming follows the photo's noise between its limits") {
  // The lower quartile over blocks lies a little under the mean; rounding to codes adds a little.
  CHECK(calming_at(1).fine == Approx(6 * 1 / 0.35).epsilon(0.12));
  CHECK(calming_at(1).colour == Approx(9 * 1 / 0.35).epsilon(0.12));
  CHECK(calming_at(8).coarse == 3);
  CHECK(calming_at(0).fine == 3);
  CHECK(calming_at(0).coarse == 0);
}

TEST_CASE("More calming can be asked for and none") {
  const Image small(8, 8, 3, BitDepth::u8);
  CHECK_FALSE(calming_for(small, 0).any());
  CHECK(calming_for(small, 2).fine == 12);
  CHECK(calming_for(small, 2).coarse == 1);
  CHECK(calming_for(small, 2).colour == 18);
}

TEST_CASE("Photos too small or too black to tell get the usual calming") {
  CHECK(calming_for(Image(8, 8, 3, BitDepth::u8)).fine == 6);
  Image black(400, 400, 1, BitDepth::u16);
  for (uint8_t& byte : black.bytes()) byte = 0;
  CHECK(calming_for(black).colour == 9);
}
