// Curves that bend each channel of a colour by itself.
#pragma once

#include <numbers>

#include "data/colour.h"
#include "lowlight/core/quick_math.h"
#include "lowlight/core/s_curve.h"

namespace lowlight::data {

/// x^a, number by number; x ≥ 0.
inline Colour powers(const Colour& x, const Colour& exponents) {
  return by_channel(x, exponents, [](float number, float a) { return power(number, a); });
}

/// The S-curve of each number (core/s_curve.h).
inline Colour s_curves(const Colour& x, const Colour& steepness) {
  return by_channel(x, steepness, [](float number, float a) { return s_curve(number, a); });
}

/// Three waves for each channel that vanish at 0 and 1: a half, one and one and a half periods.
struct Waves {
  Colour first, second, third;  ///< their heights

  /// x with the waves on top.
  Colour on(const Colour& x) const {
    Colour sine, cosine;
    for (int c = 0; c < 3; ++c) {
      const auto both = quick::sine_and_cosine(clamped(x[c]) * std::numbers::pi_v<float>);
      sine[c] = both.sine;
      cosine[c] = both.cosine;
    }
    // The sines of twice and three times the angle.
    const Colour twice = 2 * sine * cosine, thrice = sine * (3 - 4 * (sine * sine));
    return x + first * sine + second * twice + third * thrice;
  }
};

}  // namespace lowlight::data
