#include "imaging/guided_filter.h"

#include <algorithm>
#include <cmath>

#include "lowlight/core/random.h"
#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::imaging;

namespace {

Plane random_plane(int64_t width, int64_t height, uint64_t seed) {
  RandomStream random{seed};
  Plane plane(width, height);
  for (float& value : plane.values) value = float(random.uniform(0, 1));
  return plane;
}

Plane constant(int64_t width, int64_t height, float value) {
  Plane plane(width, height);
  std::fill(plane.values.begin(), plane.values.end(), value);
  return plane;
}

struct Line {
  double slope, offset;
};

/// The line of one window, after the paper's equations (5) and (6), in double precision.
Line window_line(const GuidedFilter& f, const Plane& value, int64_t x, int64_t y) {
  double g = 0, v = 0, gg = 0, gv = 0;
  for (int64_t j = y - f.radius; j <= y + f.radius; ++j) {
    for (int64_t i = x - f.radius; i <= x + f.radius; ++i) {
      const double guide = f.guide.row(j)[i], number = value.row(j)[i];
      g += guide, v += number, gg += guide * guide, gv += guide * number;
    }
  }
  const auto side = double(2 * f.radius + 1), n = side * side;
  const double gain = f.gain.row(y)[x];
  const double epsilon = std::max(f.variance * std::max(gain * gain - 1, 0.0), 1e-6);
  const double slope = (gv / n - g / n * v / n) / (gg / n - g / n * g / n + epsilon);
  return {slope, v / n - slope * g / n};
}

Line pixel_line(const GuidedFilter& f, const Plane& value, int64_t x, int64_t y) {
  Line sum{0, 0};
  for (int64_t j = y - f.radius; j <= y + f.radius; ++j) {
    for (int64_t i = x - f.radius; i <= x + f.radius; ++i) {
      const Line line = window_line(f, value, i, j);
      sum.slope += line.slope, sum.offset += line.offset;
    }
  }
  const auto side = double(2 * f.radius + 1), n = side * side;
  return {sum.slope / n, sum.offset / n};
}

}  // namespace

TEST_CASE("Lines are those of the paper for every pixel two radii from the border") {
  const Plane guide = random_plane(23, 19, 1), value = random_plane(23, 19, 2);
  Plane gain = random_plane(23, 19, 3);
  for (float& number : gain.values) number *= 4;
  for (const int64_t radius : {1, 2, 4}) {
    const GuidedFilter filter{guide, {&value, &guide}, gain, radius, 0.01};
    int64_t rows = 0;
    guided_filter(filter, [&](int64_t y, size_t which, const float* slope, const float* offset) {
      ++rows;
      for (int64_t x = 2 * radius; x < 23 - 2 * radius; ++x) {
        const Line line = pixel_line(filter, which == 0 ? value : guide, x, y);
        REQUIRE(slope[x] == Approx(line.slope).margin(1e-3));
        REQUIRE(offset[x] == Approx(line.offset).margin(1e-3));
      }
    });
    CHECK(rows == 2 * (19 - 4 * radius));
  }
}

TEST_CASE("Without gain a plane guided by itself is itself") {
  const Plane guide = random_plane(20, 20, 4), gain = constant(20, 20, 1);
  guided_filter({guide, {&guide}, gain, 1, 1.0},
                [&](int64_t y, size_t, const float* slope, const float* offset) {
                  for (int64_t x = 2; x < 18; ++x) {
                    const float guided = slope[x] * guide.row(y)[x] + offset[x];
                    REQUIRE(guided == Approx(guide.row(y)[x]).margin(1e-3));
                  }
                });
}

TEST_CASE("The rows handed out may be changed in place") {
  Plane changed = random_plane(24, 21, 5);
  const Plane kept = changed, gain = constant(24, 21, 3);
  Plane expected = kept;
  guided_filter({kept, {&kept}, gain, 2, 0.1},
                [&](int64_t y, size_t, const float* slope, const float* offset) {
                  for (int64_t x = 4; x < 20; ++x)
                    expected.row(y)[x] = slope[x] * kept.row(y)[x] + offset[x];
                });
  guided_filter({changed, {&changed}, gain, 2, 0.1},
                [&](int64_t y, size_t, const float* slope, const float* offset) {
                  for (int64_t x = 4; x < 20; ++x)
                    changed.row(y)[x] = slope[x] * changed.row(y)[x] + offset[x];
                });
  CHECK(changed.values == expected.values);
}

TEST_CASE("Planes with fewer rows than two windows have no lines") {
  const Plane small = random_plane(9, 4, 6);
  bool called = false;
  guided_filter({small, {&small}, small, 1, 0.1},
                [&](int64_t, size_t, const float*, const float*) { called = true; });
  CHECK_FALSE(called);
}
