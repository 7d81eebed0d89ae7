#include "lowlight/imaging/stretched_rows.h"

#include <algorithm>
#include <vector>

#include "support/catch.h"

using namespace lowlight::imaging;

namespace {

Plane ramp_plane(int64_t width, int64_t height) {
  Plane map(width, height);
  for (int64_t y = 0; y < height; ++y) {
    for (int64_t x = 0; x < width; ++x) map.row(y)[x] = float(x + 10 * y);
  }
  return map;
}

}  // namespace

TEST_CASE("A stretched ramp is a ramp, and its outermost cells reach to the borders") {
  const Plane map = ramp_plane(5, 3);
  StretchedRows rows(map, 20, -4, 28);
  for (const int64_t y : {0, 1, 2}) {
    const float* row = rows.row(y);
    for (int64_t i = 0; i < 28; ++i) {
      const float cell = (float(i - 4) + 0.5f) / 4 - 0.5f;
      REQUIRE(row[i] == Approx(std::clamp(cell, 0.f, 4.f) + 10 * float(y)).margin(1e-5));
    }
  }
}

TEST_CASE("Two rows that follow each other can be used at once") {
  const Plane map = ramp_plane(4, 4);
  StretchedRows rows(map, 8, 0, 8);
  const float *upper = rows.row(1), *lower = rows.row(2);
  for (int64_t i = 0; i < 8; ++i) REQUIRE(lower[i] == Approx(upper[i] + 10));
}

TEST_CASE("A map of one cell is the same everywhere, also of pictures of one and a half cells") {
  const Plane map = ramp_plane(1, 1);
  StretchedRows rows(map, 1.5f, -3, 9);
  for (int64_t i = 0; i < 9; ++i) REQUIRE(rows.row(0)[i] == 0);
  CHECK(place_among(1, 100, 50) == 0);
  CHECK(place_among(10, 10, 3) == Approx(3));
  CHECK(place_among(2, 1.5f, 40) == 1);
}

TEST_CASE("A stretched map is added bilinearly, from the middles of its cells") {
  const Plane map = ramp_plane(5, 3);
  StretchedMap stretched(map, 20, 12, 3, 9);
  for (int64_t y = 0; y < 12; ++y) {
    std::vector<float> values(9, 7);
    stretched.add(y, values.data());
    const float down = std::clamp((float(y) + 0.5f) / 4 - 0.5f, 0.f, 2.f);
    for (int64_t i = 0; i < 9; ++i) {
      const float across = std::clamp((float(i + 3) + 0.5f) / 4 - 0.5f, 0.f, 4.f);
      REQUIRE(values[size_t(i)] == Approx(7 + across + 10 * down).margin(1e-4));
    }
  }
}
