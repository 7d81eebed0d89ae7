#include "imaging/block_lanes.h"

#include <algorithm>
#include <cmath>
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

/// The same threshold in all bands, half of it JPEG's, and the same share in all lanes.
struct Even {
  Even(float threshold, float part)
      : sensor(size_t(kLanes), 1.f), added(size_t(kLanes), 0.5f), share(size_t(kLanes), part) {
    bands.sensor.fill(threshold / 2);
    bands.jpeg.fill(threshold);
  }
  LaneNoise noise() const { return {bands, sensor.data(), added.data(), share.data()}; }

  BandNoise bands;
  std::vector<float> sensor, added, share;
};

/// What the blocks leave: their left halves at the places of their first cells, and the right ones.
struct Halves {
  std::vector<float> here, beside;
};

Halves shrunk(const std::vector<float>& in, const Even& even) {
  Halves halves{std::vector<float>(in.size()), std::vector<float>(in.size())};
  shrink_lanes(in.data(), kStride, even.noise(), halves.here.data(), halves.beside.data());
  return halves;
}

}  // namespace

TEST_CASE(
    "Columns are transformed down and come back weighted, the lower half for the next block") {
  const auto values = random_rows(8);
  RowsOfEight in;
  for (size_t k = 0; k < in.size(); ++k) in[k] = values.data() + k * size_t(kStride);
  std::vector<float> transformed(values.size()), left(4 * size_t(kStride)), done(left.size());
  transform_down(in, kStride, transformed.data(), kStride);
  const int64_t phase = GENERATE(0, 3);
  std::vector<float> none(transformed.size());
  transform_up(transformed.data(), none.data(), phase, kStride, kStride, left.data(), done.data());
  const double weights[8] = {1 / 8., 3 / 8., 5 / 8., 7 / 8., 7 / 8., 5 / 8., 3 / 8., 1 / 8.};
  for (size_t k = 0; k < 4; ++k) {
    for (size_t i = k * size_t(kStride); i < (k + 1) * size_t(kStride); ++i) {
      REQUIRE(done[i] == Approx(weights[phase] * weights[k] * values[i]).margin(1e-5));
      REQUIRE(
          left[i] ==
          Approx(weights[phase] * weights[k + 4] * values[i + 4 * size_t(kStride)]).margin(1e-5));
    }
  }
}

TEST_CASE("Without a threshold both halves of a block keep their share") {
  const auto in = random_rows(32);
  const auto halves = shrunk(in, Even(0, 0.5f));
  for (size_t row = 0; row < 32; ++row) {
    for (size_t i = 0; i < size_t(kLanes); ++i) {
      const size_t place = row * size_t(kStride) + i;
      REQUIRE(halves.here[place] == Approx(0.5 * in[place]).margin(1e-5));
      REQUIRE(halves.beside[place] == Approx(0.5 * in[place + 1]).margin(1e-5));
    }
  }
}

TEST_CASE("Above every energy nothing but the mean of a block is left") {
  const auto in = random_rows(32);
  auto even = Even(1e6f, 1);
  const auto halves = shrunk(in, even);
  for (size_t i = 0; i < size_t(kLanes); ++i) {
    for (size_t row = 0; row < 32; ++row) {
      const size_t place = row * size_t(kStride) + i;
      // Row u > 0 of the coefficients has no mean; in row 0 it is the same everywhere.
      REQUIRE(halves.here[place] == (row < 4 ? halves.here[i] : 0));
      REQUIRE(halves.beside[place] == halves.here[place]);
    }
  }
  CHECK(halves.here[0] != 0);
}

TEST_CASE("What becomes of a block is the same to the bit whatever lies in the other lanes") {
  // Noise of about the threshold: some rows of coefficients are left out in all lanes, others not.
  auto in = random_rows(32);
  const Even even(2, 1);
  const auto quiet = shrunk(in, even);
  constexpr auto kHalf = size_t(kLanes / 2);
  for (size_t row = 0; row < 32; ++row) {
    for (size_t i = kHalf + 1; i < size_t(kStride); ++i) in[row * size_t(kStride) + i] *= 50;
  }
  const auto loud = shrunk(in, even);
  size_t zeros = 0;
  for (size_t row = 0; row < 32; ++row) {
    for (size_t i = 0; i < kHalf; ++i) {
      const size_t place = row * size_t(kStride) + i;
      REQUIRE(loud.here[place] == quiet.here[place]);
      REQUIRE(loud.beside[place] == quiet.beside[place]);
      zeros += quiet.here[place] == 0 ? 1 : 0;
    }
  }
  CHECK(zeros > 0);
  CHECK(zeros < 32 * kHalf);
}

TEST_CASE("A coefficient keeps what the energy around it is above the threshold") {
  // Lane 3 holds one wave alone, coefficient (2, 3); nine squares share its energy.
  std::vector<float> in(size_t(32 * kStride));
  const float threshold = 0.008f;
  for (int64_t u = 0; u < 8; ++u) {
    float x[8] = {};
    if (u == 2) x[3] = 1;
    transform8_back(x);
    for (int64_t k = 0; k < 8; ++k)
      in[size_t((u * kCell + k % kCell) * kStride + 3 + k / kCell)] = x[k];
  }
  // The blocks beside see halves of the wave; a share of 0 leaves them out.
  Even even(threshold, 0);
  even.share[3] = 1;
  const auto halves = shrunk(in, even);
  // Band 3 has seven coefficients, six bands tell texture. Half of the threshold is the sensor's;
  // JPEG's half counts four times where texture is told.
  const double ratio = 1 / (7 * 6 * (0.5 + 4 * 0.5) * double(threshold));
  const double share = 0.4 + 0.6 / (1 + std::pow(ratio / 1.13, 8));
  const double quotient = 9 * (share + 1) / 2 * threshold;
  const double kept = 1 - quotient * (1.25 - 0.25 * quotient);
  for (int64_t u = 0; u < 8; ++u) {
    for (int64_t k = 0; k < 4; ++k) {
      const auto place = size_t((u * kCell + k) * kStride + 3);
      CHECK(halves.here[place] == Approx(kept * in[place]).margin(2e-3));
      CHECK(halves.beside[place] == Approx(kept * in[place + 1]).margin(2e-3));
    }
  }
}
