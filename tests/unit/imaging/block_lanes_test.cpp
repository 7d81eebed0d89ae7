#include "imaging/block_lanes.h"

#include <algorithm>
#include <vector>

#include "lowlight/core/random.h"
#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::imaging;

namespace {

constexpr int64_t kStride = 2 * kLanes;

std::vector<float> random_rows(int64_t rows) {
  RandomStream random{9};
  std::vector<float> values(size_t(rows * kStride));
  for (float& value : values) value = float(random.normal());
  return values;
}

LaneNoise even(float threshold, float share) {
  LaneNoise noise;
  for (auto& band : noise.threshold) std::ranges::fill(band, threshold);
  std::ranges::fill(noise.share, share);
  return noise;
}

}  // namespace

TEST_CASE(
    "Columns are transformed down and come back weighted, the lower half for the next block") {
  const auto values = random_rows(8);
  RowsOfEight in;
  for (size_t k = 0; k < in.size(); ++k) in[k] = values.data() + k * size_t(kStride);
  std::vector<float> transformed(values.size()), left(4 * size_t(kStride)), done(left.size());
  transform_down(in, kStride, transformed.data(), kStride);
  transform_up(transformed.data(), kStride, kStride, left.data(), done.data());
  const double weights[8] = {1 / 8., 3 / 8., 5 / 8., 7 / 8., 7 / 8., 5 / 8., 3 / 8., 1 / 8.};
  for (size_t k = 0; k < 4; ++k) {
    for (size_t i = k * size_t(kStride); i < (k + 1) * size_t(kStride); ++i) {
      REQUIRE(done[i] == Approx(weights[k] * values[i]).margin(1e-5));
      REQUIRE(left[i] == Approx(weights[k + 4] * values[i + 4 * size_t(kStride)]).margin(1e-5));
    }
  }
}

TEST_CASE("Without a threshold neighbouring blocks add up to what they share") {
  const auto in = random_rows(32);
  std::vector<float> sums(in.size());
  shrink_lanes(in.data(), kStride, even(0, 0.5f), sums.data());
  for (size_t row = 0; row < 32; ++row) {
    for (size_t i = 1; i < size_t(kLanes); ++i) {
      const size_t place = row * size_t(kStride) + i;
      REQUIRE(sums[place] == Approx(0.5 * in[place]).margin(1e-5));
    }
  }
}

TEST_CASE("Above every energy nothing but the mean of a block is left") {
  const auto in = random_rows(32);
  std::vector<float> sums(in.size());
  shrink_lanes(in.data(), kStride, even(1e6f, 1), sums.data());
  // Row u > 0 of the coefficients has no mean.
  for (size_t i = 4 * size_t(kStride); i < sums.size(); ++i) REQUIRE(sums[i] == 0);
  CHECK(std::ranges::any_of(sums, [](float sum) { return sum != 0; }));
}
