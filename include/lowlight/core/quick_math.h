// Powers and angles of single precision in a fraction of the standard library's time: no branch, no
// table, no error number, so that compilers make vectors of loops that call them. Numbers are
// finite.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace lowlight {
namespace quick {

/// c₀ + c₁x + c₂x² + …
inline float polynomial(float, float last) { return last; }
template <class... Rest>
[[gnu::always_inline]] inline float polynomial(float x, float first, Rest... rest) {
  return first + x * polynomial(x, rest...);
}

/// The nearest whole number, |x| < 2²²: sums of this size have no fraction.
[[gnu::always_inline]] inline float rounded(float x) {
  constexpr float kNoFraction = 12582912;
  return (x + kNoFraction) - kNoFraction;
}

/// log₂x, its error at most 2·10⁻⁷ + 10⁻⁷ |log₂x|; x > 0 and not denormal. That of 0 is −127.
[[gnu::always_inline]] inline float log2(float x) {
  // x = 2^e · m with m from √½ to √2, and log₂m = 2/ln 2 · artanh t with t = (m − 1)/(m + 1).
  constexpr int32_t kRootOfHalf = 0x3F3504F3;
  const auto bits = std::bit_cast<int32_t>(x);
  const int32_t exponent = (bits - kRootOfHalf) >> 23;
  const auto m = std::bit_cast<float>(bits - (exponent << 23));
  const float t = (m - 1) / (m + 1), square = t * t;
  return float(exponent) +
         t * polynomial(
                 square, 2.88539008f, 0.961796694f, 0.577078016f, 0.412198583f, 0.320598898f);
}

/// 2^x, its relative error at most 2·10⁻⁷; x below −60 or above 60 is taken for these, so that even
/// squares of the result are no denormal numbers, which processors are slow with.
[[gnu::always_inline]] inline float exp2(float x) {
  const float inside = std::clamp(x, -60.f, 60.f), whole = rounded(inside), rest = inside - whole;
  const float fraction = polynomial(rest,
                                    1.f,
                                    0.693147181f,
                                    0.240226507f,
                                    0.0555041087f,
                                    0.00961812911f,
                                    0.00133335581f,
                                    1.54035304e-4f,
                                    1.52527338e-5f);
  return std::bit_cast<float>(std::bit_cast<int32_t>(fraction) + (int32_t(whole) << 23));
}

/// e^x, its relative error at most 2·10⁻⁷ + 10⁻⁷ |x|.
[[gnu::always_inline]] inline float exp(float x) { return quick::exp2(x * 1.44269504f); }

struct SineAndCosine {
  float sine, cosine;
};

/// Of an angle, |angle| < 10⁶, their errors at most 2·10⁻⁷ + 10⁻⁷ |angle|.
[[gnu::always_inline]] inline SineAndCosine sine_and_cosine(float angle) {
  const float half_turns = angle * 0.318309886f, whole = rounded(half_turns);
  const float rest = half_turns - whole, square = rest * rest;
  // An odd number of half turns changes the signs of both.
  const float half = 0.5f * whole, odd = half - rounded(half), sign = 1 - 8 * (odd * odd);
  const float sine = rest * polynomial(square,
                                       3.14159265f,
                                       -5.16771278f,
                                       2.55016404f,
                                       -0.599264529f,
                                       0.0821458866f,
                                       -0.00737043094f,
                                       4.66302805e-4f);
  const float cosine = polynomial(square,
                                  1.f,
                                  -4.93480220f,
                                  4.05871213f,
                                  -1.33526277f,
                                  0.235330630f,
                                  -0.0258068914f,
                                  0.00192957430f,
                                  -1.04638105e-4f);
  return {sign * sine, sign * cosine};
}

/// The angle of the point (x, y), from −π to π, its error at most 4·10⁻⁷; 0 where both are 0.
[[gnu::always_inline]] inline float angle_of(float y, float x) {
  const float across = std::abs(x), up = std::abs(y);
  const float t = std::min(across, up) / std::max(std::max(across, up), 1e-30f);
  const float flat = t * polynomial(t * t,
                                    0.999999881f,
                                    -0.333318114f,
                                    0.199669614f,
                                    -0.140032902f,
                                    0.0986886546f,
                                    -0.0588297546f,
                                    0.0237805191f,
                                    -0.00455979211f);
  const float first = across >= up ? flat : 1.57079633f - flat;
  return std::copysign(x < 0 ? 3.14159265f - first : first, y);
}

}  // namespace quick

/// x^a for x ≥ 0. In single precision its relative error is at most 2·10⁻⁷ (1 + |a log₂x| + |a|),
/// and it is never below 2⁻⁶⁰ or above 2⁶⁰; in double precision it is the standard library's.
[[gnu::always_inline]] inline float power(float x, float a) {
  return quick::exp2(a * quick::log2(x));
}
inline double power(double x, double a) { return std::pow(x, a); }

}  // namespace lowlight
