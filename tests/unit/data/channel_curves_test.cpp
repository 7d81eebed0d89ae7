#include "data/channel_curves.h"

#include <cmath>
#include <numbers>

#include "support/catch.h"
#include "support/some_colours.h"

using namespace lowlight;
using namespace lowlight::data;
using test::difference;
using test::some_colours;

TEST_CASE("Powers and S-curves bend each channel by its own number") {
  const Colour exponents{0.5f, 1, 2};
  for (const auto& colour : some_colours()) {
    const auto bent = powers(colour, exponents), steep = s_curves(colour, exponents);
    for (int c = 0; c < 3; ++c) {
      CHECK(bent[c] == Approx(std::pow(colour[c], exponents[c])).margin(1e-6));
      CHECK(steep[c] == Approx(s_curve(double(colour[c]), double(exponents[c]))).margin(1e-6));
    }
  }
}

TEST_CASE("Waves vanish at both ends and are sines of a half, one and one and a half periods") {
  const Waves waves{{0.1f, 0, 0}, {0, 0.1f, 0}, {0, 0, 0.1f}};
  for (const float x : {0.f, 1.f}) CHECK(difference(waves.on(grey_of(x)), grey_of(x)) < 1e-6f);
  for (float x = 0; x <= 1; x += 0.05f) {
    const auto bent = waves.on(grey_of(x));
    for (int c = 0; c < 3; ++c) {
      const double wave = std::sin((c + 1) * std::numbers::pi * double(x));
      CHECK(bent[c] == Approx(double(x) + 0.1 * wave).margin(1e-6));
    }
  }
}
