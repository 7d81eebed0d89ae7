#include "metrics/lab.h"

#include <torch/types.h>

#include "support/catch.h"

using namespace lowlight::metrics;

namespace {

Lab lab_of_codes(int64_t red, int64_t green, int64_t blue) {
  const auto picture = torch::tensor({red, green, blue}).to(torch::kByte).view({3, 1, 1});
  return lab_of(planes_of(picture, "lab"), 0);
}

}  // namespace

TEST_CASE("White is at 100, black at 0, and greys have no colour") {
  CHECK(lab_of_codes(255, 255, 255).lightness == Approx(100).margin(1e-3));
  CHECK(lab_of_codes(0, 0, 0).lightness == Approx(0).margin(1e-9));
  const auto grey = lab_of_codes(119, 119, 119);
  CHECK(grey.lightness == Approx(50.03).margin(0.05));
  CHECK(grey.a == Approx(0).margin(0.01));
  CHECK(grey.b == Approx(0).margin(0.01));
}

TEST_CASE("The primaries of sRGB are where CIELAB has them") {
  // CIE 15 formulas with D65, as published tables of sRGB's primaries give them.
  const auto red = lab_of_codes(255, 0, 0);
  CHECK(red.lightness == Approx(53.24).margin(0.05));
  CHECK(red.a == Approx(80.09).margin(0.1));
  CHECK(red.b == Approx(67.20).margin(0.1));
  const auto blue = lab_of_codes(0, 0, 255);
  CHECK(blue.lightness == Approx(32.30).margin(0.05));
  CHECK(blue.a == Approx(79.19).margin(0.1));
  CHECK(blue.b == Approx(-107.86).margin(0.1));
}
