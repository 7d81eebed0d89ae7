#include "imaging/block_shrinkage.h"

#include <cmath>
#include <utility>

#include "lowlight/core/random.h"
#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::imaging;

namespace {

Plane noise(int64_t width, int64_t height, double deviation) {
  RandomStream random{11};
  Plane plane(width, height);
  for (float& value : plane.values) value = float(deviation * random.normal());
  return plane;
}

Plane constant(int64_t width, int64_t height, float value) {
  Plane plane(width, height);
  for (float& each : plane.values) each = value;
  return plane;
}

ShrinkageCells cells(const Plane& plane, float sensor, float added, float share = 1) {
  const int64_t width = plane.width / kCell, height = plane.height / kCell;
  return {constant(width, height, sensor),
          constant(width, height, added),
          constant(width, height, share)};
}

BandNoise all_bands(float sensor, float jpeg) {
  BandNoise bands;
  bands.sensor.fill(sensor);
  bands.jpeg.fill(jpeg);
  return bands;
}

/// The root mean square away from the rim.
double size_of(const Plane& plane) {
  double squares = 0;
  int64_t count = 0;
  for (int64_t y = 8; y < plane.height - 8; ++y) {
    for (int64_t x = 8; x < plane.width - 8; ++x, ++count)
      squares += double(plane.row(y)[x]) * plane.row(y)[x];
  }
  return std::sqrt(squares / double(count));
}

}  // namespace

TEST_CASE("Without a threshold every value stays, at any size") {
  for (const auto& [width, height] : {std::pair{8, 8}, {12, 8}, {8, 40}, {132, 20}, {196, 64}}) {
    auto plane = noise(width, height, 1);
    const Plane before = plane;
    shrink_blocks(plane, cells(plane, 0, 0), all_bands(1, 1));
    for (size_t i = 0; i < plane.values.size(); ++i)
      REQUIRE(plane.values[i] == Approx(before.values[i]).margin(1e-5));
  }
}

TEST_CASE("Noise of the expected size goes and a threshold is the sum of its parts") {
  for (const auto& [sensor, jpeg] : {std::pair{2.f, 0.f}, {0.f, 2.f}, {1.f, 1.f}}) {
    auto plane = noise(128, 96, 0.1);
    shrink_blocks(plane, cells(plane, 0.01f, 0.01f), all_bands(sensor, jpeg));
    CHECK(size_of(plane) < 0.03);
  }
}

TEST_CASE("Structure far above the threshold stays") {
  auto plane = noise(96, 96, 0);
  for (int64_t y = 0; y < 96; ++y) {
    for (int64_t x = 0; x < 96; ++x) plane.row(y)[x] = x < 50 ? 0.2f : 0.8f;
  }
  shrink_blocks(plane, cells(plane, 2.5e-4f, 0), all_bands(2, 0));
  CHECK(plane.row(48)[49] == Approx(0.2f).margin(0.02));
  CHECK(plane.row(48)[50] == Approx(0.8f).margin(0.02));
}

TEST_CASE("Texture keeps what is as small as noise, flat areas do not, nor does JPEG's noise") {
  const auto kept = [](double texture, float sensor, float jpeg) {
    auto plane = noise(128, 96, 0.1);
    Plane stripes(128, 96);
    for (int64_t y = 0; y < 96; ++y) {
      for (int64_t x = 0; x < 128; ++x)
        stripes.row(y)[x] = float(texture) * std::cos(2.36f * float(x));
    }
    for (size_t i = 0; i < plane.values.size(); ++i) plane.values[i] += stripes.values[i];
    shrink_blocks(plane, cells(plane, 0.01f, 0.01f), all_bands(sensor, jpeg));
    for (size_t i = 0; i < plane.values.size(); ++i) plane.values[i] -= stripes.values[i];
    return size_of(plane);
  };
  CHECK(kept(0, 2, 0) < 0.03);
  CHECK(kept(0.5, 2, 0) > 0.05);
  CHECK(kept(0.5, 0, 2) < 0.05);
}

TEST_CASE("Only the bands with a threshold are shrunk") {
  BandNoise fine;
  fine.sensor[7] = 100;
  auto plane = noise(96, 96, 0);
  for (int64_t y = 0; y < 96; ++y) {
    for (int64_t x = 0; x < 96; ++x)
      plane.row(y)[x] = 0.3f * std::cos(float(x) * 0.1f) + (x % 2 == 0 ? 0.05f : -0.05f);
  }
  Plane smooth = plane;
  for (int64_t y = 0; y < 96; ++y) {
    for (int64_t x = 0; x < 96; ++x) smooth.row(y)[x] -= x % 2 == 0 ? 0.05f : -0.05f;
  }
  shrink_blocks(plane, cells(plane, 1, 0), fine);
  for (int64_t x = 8; x < 88; ++x)
    REQUIRE(plane.row(40)[x] == Approx(smooth.row(40)[x]).margin(0.02));
}

TEST_CASE("Constants stay constant and a share scales them") {
  auto plane = constant(64, 32, 0.4f);
  shrink_blocks(plane, cells(plane, 1, 1), all_bands(1, 1));
  CHECK(plane.row(16)[30] == Approx(0.4f));
  shrink_blocks(plane, cells(plane, 1, 1, 0.5f), all_bands(1, 1));
  CHECK(plane.row(16)[30] == Approx(0.2f));
  CHECK(plane.row(0)[0] == 0.4f);
}

TEST_CASE("A value depends on seven pixels around it and on where blocks begin alone") {
  auto whole = noise(160, 64, 1);
  Plane part(80, 64);
  for (int64_t y = 0; y < 64; ++y) std::copy_n(whole.row(y) + 36, 80, part.row(y));
  shrink_blocks(whole, cells(whole, 1, 0), all_bands(1, 0));
  shrink_blocks(part, cells(part, 1, 0), all_bands(1, 0));
  for (int64_t y = 4; y < 60; ++y) {
    for (int64_t x = 4; x < 76; ++x) REQUIRE(part.row(y)[x] == whole.row(y)[x + 36]);
  }
}

TEST_CASE("The mean of each cell is taken") {
  Plane plane(8, 4);
  for (int64_t y = 0; y < 4; ++y) {
    for (int64_t x = 0; x < 8; ++x) plane.row(y)[x] = float(x + 10 * y);
  }
  Plane means(2, 1);
  fill_cell_means(plane, means);
  CHECK(means.row(0)[0] == Approx(16.5));
  CHECK(means.row(0)[1] == Approx(20.5));
}
