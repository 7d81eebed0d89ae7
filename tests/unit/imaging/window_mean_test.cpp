#include "imaging/window_mean.h"

#include "lowlight/imaging/plane.h"
#include "support/catch.h"

using namespace lowlight::imaging;

namespace {

Plane numbered(int64_t width, int64_t height) {
  Plane plane(width, height);
  for (size_t i = 0; i < plane.values.size(); ++i) plane.values[i] = float((i * 37) % 101);
  return plane;
}

float window_mean(const Plane& plane, int64_t x, int64_t y, int64_t radius) {
  double sum = 0;
  for (int64_t j = -radius; j <= radius; ++j) {
    for (int64_t i = -radius; i <= radius; ++i) sum += plane.row(y + j)[x + i];
  }
  return float(sum / double((2 * radius + 1) * (2 * radius + 1)));
}

/// The means of the whole plane; -1 where there is none.
Plane means_of(const Plane& plane, int64_t radius) {
  Plane means(plane.width, plane.height);
  for (float& value : means.values) value = -1;
  WindowMean window(plane.width, radius);
  for (int64_t y = 0; y < plane.height; ++y) {
    window.push(plane.row(y));
    if (y >= 2 * radius) window.read(means.row(y - radius));
  }
  return means;
}

}  // namespace

TEST_CASE("The mean of the window is right for every radius and every pixel away from the border") {
  const Plane plane = numbered(19, 13);
  for (const int64_t radius : {0, 1, 2, 3, 4}) {
    const Plane means = means_of(plane, radius);
    for (int64_t y = 0; y < 13; ++y) {
      for (int64_t x = 0; x < 19; ++x) {
        const bool inside = x >= radius && x < 19 - radius && y >= radius && y < 13 - radius;
        const float expected = inside ? window_mean(plane, x, y, radius) : -1;
        REQUIRE(means.row(y)[x] == Approx(expected).margin(1e-4));
      }
    }
  }
}

TEST_CASE("A plane narrower than the window has no means") {
  const Plane means = means_of(numbered(4, 9), 2);
  for (const float value : means.values) CHECK(value == -1);
}

TEST_CASE("A pixel's mean does not depend on where its plane begins") {
  const Plane whole = numbered(40, 30);
  Plane part(30, 22);
  for (int64_t y = 0; y < 22; ++y) {
    for (int64_t x = 0; x < 30; ++x) part.row(y)[x] = whole.row(y + 5)[x + 7];
  }
  const Plane of_whole = means_of(whole, 2), of_part = means_of(part, 2);
  for (int64_t y = 2; y < 20; ++y) {
    for (int64_t x = 2; x < 28; ++x) REQUIRE(of_part.row(y)[x] == of_whole.row(y + 5)[x + 7]);
  }
}

TEST_CASE("Radii beyond four and reading too early are refused by rule and value") {
  CHECK_THROWS_WITH(WindowMean(9, 5), ContainsSubstring("from 0 to 4, got 5"));
  WindowMean window(9, 1);
  float row[9] = {};
  window.push(row);
  CHECK_THROWS_WITH(window.read(row), ContainsSubstring("needs 3 rows, got 1"));
}
