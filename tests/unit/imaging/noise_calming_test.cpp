#include "lowlight/imaging/noise_calming.h"

#include <cmath>

#include "lowlight/core/random.h"
#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::imaging;

namespace {

/// A flat tile with Gaussian noise of the given deviations.
CalmingTile noisy_tile(
    int64_t width, int64_t height, double luma_noise, double colour_noise, float gain) {
  RandomStream random{3};
  CalmingTile tile{
      Plane(width, height), Plane(width, height), Plane(width, height), Plane(width, height)};
  for (size_t i = 0; i < tile.luma.values.size(); ++i) {
    tile.luma.values[i] = float(0.5 + luma_noise * random.normal());
    tile.red_difference.values[i] = float(0.1 + colour_noise * random.normal());
    tile.blue_difference.values[i] = float(-0.1 + colour_noise * random.normal());
    tile.gain.values[i] = gain;
  }
  return tile;
}

double deviation(const Plane& plane) {
  double sum = 0, squares = 0;
  int64_t count = 0;
  for (int64_t y = kCalmingMargin; y < plane.height - kCalmingMargin; ++y) {
    for (int64_t x = kCalmingMargin; x < plane.width - kCalmingMargin; ++x, ++count) {
      sum += plane.row(y)[x];
      squares += double(plane.row(y)[x]) * plane.row(y)[x];
    }
  }
  return std::sqrt(squares / double(count) - sum / double(count) * sum / double(count));
}

}  // namespace

TEST_CASE("Noise of the expected size is calmed in luma and more so in colour") {
  // A photo with a noise of one code, brightened five times.
  auto tile = noisy_tile(120, 100, 5 / 255., 5 / 255., 5);
  calm_noise(tile, {6, 1, 9});
  CHECK(deviation(tile.luma) < 0.5 * 5 / 255);
  CHECK(deviation(tile.red_difference) < 0.3 * 5 / 255);
  CHECK(deviation(tile.blue_difference) < 0.3 * 5 / 255);
}

TEST_CASE("Where brightening adds no noise next to nothing changes in luma") {
  auto tile = noisy_tile(80, 80, 0.05, 0, 0.8f);
  const Plane before = tile.luma;
  calm_noise(tile, {6, 1, 9});
  for (int64_t y = kCalmingMargin; y < 80 - kCalmingMargin; ++y) {
    for (int64_t x = kCalmingMargin; x < 80 - kCalmingMargin; ++x) {
      REQUIRE(tile.luma.row(y)[x] == Approx(before.row(y)[x]).margin(2e-3));
    }
  }
}

TEST_CASE("An edge far above the noise stays where it is and as high as it is") {
  auto tile = noisy_tile(80, 80, 0, 0, 3);
  for (int64_t y = 0; y < 80; ++y) {
    for (int64_t x = 0; x < 80; ++x) tile.luma.row(y)[x] = x < 40 ? 0.2f : 0.8f;
  }
  calm_noise(tile, {6, 1, 9});
  CHECK(tile.luma.row(40)[39] == Approx(0.2f).margin(0.01));
  CHECK(tile.luma.row(40)[40] == Approx(0.8f).margin(0.01));
}

TEST_CASE("Constant colour stays constant") {
  auto tile = noisy_tile(64, 64, 0.03, 0, 4);
  calm_noise(tile, {6, 1, 9});
  for (int64_t y = kCalmingMargin; y < 64 - kCalmingMargin; ++y) {
    for (int64_t x = kCalmingMargin; x < 64 - kCalmingMargin; ++x) {
      REQUIRE(tile.red_difference.row(y)[x] == Approx(0.1f).margin(1e-5));
    }
  }
}

TEST_CASE("Tiles with odd sides are refused by rule and value") {
  auto tile = noisy_tile(63, 64, 0, 0, 0);
  CHECK_THROWS_WITH(calm_noise(tile, {}),
                    ContainsSubstring("even sides") && ContainsSubstring("63 x 64"));
}

TEST_CASE("Colour fades where one code has become dozens") {
  auto tile = noisy_tile(64, 64, 0, 0, 44);
  calm_noise(tile, {6, 1, 9});
  CHECK(tile.red_difference.row(32)[32] == Approx(0.01f).margin(1e-4));
}
