#include "lowlight/core/quick_math.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "support/catch.h"

using namespace lowlight;

namespace {

constexpr float kPi = std::numbers::pi_v<float>;

/// How far an answer is from the truth, 1 being as far as promised.
double error(double answer, double truth, double promised) {
  return std::abs(answer - truth) / promised;
}

}  // namespace

TEST_CASE("Quick logarithms and powers are as right as they promise over forty octaves") {
  double of_log = 0, of_power = 0;
  for (double exponent = -20; exponent <= 20; exponent += 1e-3) {
    const auto x = float(std::exp2(exponent));
    const double log = std::log2(double(x));
    of_log = std::max(of_log, error(quick::log2(x), log, 2e-7 + 1e-7 * std::abs(log)));
    for (const float a : {0.1f, 1 / 2.4f, 1.f, 2.4f}) {
      const double truth = std::pow(double(x), double(a));
      const double promised = 2e-7 * (1 + std::abs(a * log) + double(a));
      of_power = std::max(of_power, error(power(x, a) / truth, 1, promised));
    }
  }
  CHECK(of_log < 1);
  CHECK(of_power < 1);
  CHECK(quick::log2(1.f) == 0);
  CHECK(quick::log2(0.f) == -127);
  CHECK(power(1.f, 0.3f) == 1);
  CHECK(power(0.f, 0.5f) <= std::exp2(-60.f));
}

TEST_CASE("Quick exponentials are right to the last digits and end before floats do") {
  double of_two = 0, of_e = 0;
  for (double x = -60; x <= 60; x += 1e-2) {
    const auto of_base_2 = float(x), of_base_e = float(0.69 * x);
    of_two =
        std::max(of_two, error(quick::exp2(of_base_2) / std::exp2(double(of_base_2)), 1, 2e-7));
    of_e = std::max(of_e,
                    error(quick::exp(of_base_e) / std::exp(double(of_base_e)),
                          1,
                          2e-7 + 1e-7 * std::abs(double(of_base_e))));
  }
  CHECK(of_two < 1);
  CHECK(of_e < 1);
  CHECK(quick::exp2(1000.f) == std::exp2(60.f));
  CHECK(quick::exp2(-1000.f) == std::exp2(-60.f));
}

TEST_CASE("Numbers are rounded to the nearest whole one, halves to even") {
  for (const float x : {-3.7f, -2.5f, -0.2f, 0.f, 0.5f, 1.5f, 254.4999f, 4e6f})
    CHECK(quick::rounded(x) == std::nearbyint(x));
}

TEST_CASE("Quick sines and cosines are right for any number of turns") {
  double worst = 0;
  for (double x = -40; x <= 40; x += 1e-3) {
    const auto angle = float(x);
    const auto [sine, cosine] = quick::sine_and_cosine(angle);
    const double promised = 2e-7 + 1e-7 * std::abs(double(angle));
    worst = std::max({worst,
                      error(sine, std::sin(double(angle)), promised),
                      error(cosine, std::cos(double(angle)), promised)});
  }
  CHECK(worst < 1);
}

TEST_CASE("The angle of a point is right all round, near the middle and far away") {
  double worst = 0;
  for (double truth = -3.14; truth <= 3.14; truth += 1e-3) {
    for (const double radius : {1e-12, 0.5, 1e12}) {
      const auto x = float(radius * std::cos(truth)), y = float(radius * std::sin(truth));
      worst = std::max(worst, error(quick::angle_of(y, x), std::atan2(double(y), double(x)), 4e-7));
    }
  }
  CHECK(worst < 1);
  CHECK(quick::angle_of(0.f, 0.f) == 0);
  CHECK(quick::angle_of(0.f, -1.f) == kPi);
  CHECK(quick::angle_of(1.f, 0.f) == Approx(kPi / 2));
  CHECK(quick::angle_of(-1.f, 0.f) == Approx(-kPi / 2));
}

TEST_CASE("Powers in double precision are the standard library's") {
  for (const double x : {0.0, 1e-9, 0.2, 1.0, 3.0}) CHECK(power(x, 2.4) == std::pow(x, 2.4));
}
