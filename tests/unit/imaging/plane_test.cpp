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

}  // namespace

TEST_CASE("box_mean is the mean of the window for every pixel away from the border") {
  const Plane in = numbered(19, 13);
  for (const int64_t radius : {0, 1, 2, 5}) {
    Plane scratch(19, 13), out(19, 13);
    box_mean(in, radius, scratch, out);
    for (int64_t y = radius; y < 13 - radius; ++y) {
      for (int64_t x = radius; x < 19 - radius; ++x) {
        REQUIRE(out.row(y)[x] == Approx(window_mean(in, x, y, radius)).margin(1e-4));
      }
    }
  }
}

TEST_CASE("box_mean leaves pixels near the border and planes smaller than the window alone") {
  const Plane in = numbered(5, 4);
  Plane scratch(5, 4), out(5, 4);
  for (float& value : out.values) value = -1;
  box_mean(in, 2, scratch, out);
  for (const float value : out.values) CHECK(value == -1);
}

TEST_CASE("box_mean does not depend on where its plane begins") {
  const Plane whole = numbered(40, 30);
  Plane part(30, 22);
  for (int64_t y = 0; y < 22; ++y) {
    for (int64_t x = 0; x < 30; ++x) part.row(y)[x] = whole.row(y + 5)[x + 7];
  }
  Plane scratch(40, 30), of_whole(40, 30), part_scratch(30, 22), of_part(30, 22);
  box_mean(whole, 2, scratch, of_whole);
  box_mean(part, 2, part_scratch, of_part);
  for (int64_t y = 2; y < 20; ++y) {
    for (int64_t x = 2; x < 28; ++x) REQUIRE(of_part.row(y)[x] == of_whole.row(y + 5)[x + 7]);
  }
}

TEST_CASE("halve averages cells of four") {
  Plane in(4, 2), out(2, 1);
  in.values = {1, 2, 3, 4, 5, 6, 7, 8};
  halve(in, out);
  CHECK(out.values == std::vector<float>{3.5f, 5.5f});
}
