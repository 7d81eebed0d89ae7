#include "lowlight/imaging/colour.h"

#include <cmath>

#include "support/catch.h"

using namespace lowlight::imaging;

TEST_CASE("Linear light and sRGB undo each other for every 16-bit code") {
  float worst = 0;
  for (int code = 0; code < 65536; ++code) {
    const float value = float(code) / 65535.0f;
    worst = std::max(worst, std::abs(linear_to_srgb(srgb_to_linear(value)) - value));
  }
  // Where the two pieces meet, the standard's own constants leave a step of 3e-8.
  CHECK(worst < 2e-6f);
}

TEST_CASE("sRGB goes through its published points") {
  CHECK(srgb_to_linear(0.0f) == 0.0f);
  CHECK(srgb_to_linear(1.0f) == Approx(1.0f));
  CHECK(srgb_to_linear(0.04045f) == Approx(0.0031308f).epsilon(1e-4));
  CHECK(srgb_to_linear(0.5f) == Approx(0.2140411f));
  CHECK(linear_to_srgb(0.18f) == Approx(0.4613561f));
}

TEST_CASE("The transfer keeps rising outside of 0 to 1") {
  CHECK(srgb_to_linear(-0.1f) < 0.0f);
  CHECK(srgb_to_linear(1.5f) > 1.5f);
  CHECK(linear_to_srgb(2.0f) > 1.0f);
}

TEST_CASE("The table holds the function at every 8-bit code") {
  for (size_t code = 0; code < 256; ++code) {
    REQUIRE(srgb_to_linear_table()[code] == srgb_to_linear(float(code) / 255.0f));
  }
}

TEST_CASE("Luma of grey is that grey") { CHECK(luma(0.3f, 0.3f, 0.3f) == Approx(0.3f)); }
