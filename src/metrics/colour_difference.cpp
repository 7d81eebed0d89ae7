#include "lowlight/metrics/colour_difference.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "metrics/lab.h"
#include "metrics/planes.h"

namespace lowlight::metrics {
namespace {

constexpr double kDegree = std::numbers::pi / 180.0;

/// sqrt(c⁷ / (c⁷ + 25⁷)).
double saturation_term(double chroma) {
  const double c2 = chroma * chroma, c7 = c2 * c2 * c2 * chroma;
  return std::sqrt(c7 / (c7 + 6103515625.0));
}

/// The angle of (a, b) in degrees, 0 … 360.
double hue_of(double a, double b) {
  const double hue = std::atan2(b, a) / kDegree;
  return hue < 0 ? hue + 360.0 : hue;
}

struct Hues {
  double difference;
  double mean;
};

/// The shorter way between two hues, and the hue half-way along it.
Hues compare_hues(double first, double second) {
  const double difference = second - first, sum = first + second;
  if (std::abs(difference) <= 180.0) return {difference, sum / 2.0};
  return {difference > 180.0 ? difference - 360.0 : difference + 360.0,
          sum < 360.0 ? (sum + 360.0) / 2.0 : (sum - 360.0) / 2.0};
}

}  // namespace

double ciede2000(const Lab& first, const Lab& second) {
  // Symbols and steps as in section 2 of the paper.
  const double mean_chroma = (std::hypot(first.a, first.b) + std::hypot(second.a, second.b)) / 2.0;
  const double stretch = 1.0 + 0.5 * (1.0 - saturation_term(mean_chroma));
  const double a1 = first.a * stretch, a2 = second.a * stretch;
  const double C1 = std::hypot(a1, first.b), C2 = std::hypot(a2, second.b);
  const double h1 = hue_of(a1, first.b), h2 = hue_of(a2, second.b);
  // Greys have no hue: neither a difference nor a say in the mean.
  const Hues hues = C1 * C2 == 0.0 ? Hues{0.0, h1 + h2} : compare_hues(h1, h2);

  const double dL = second.lightness - first.lightness, dC = C2 - C1;
  const double dH = 2.0 * std::sqrt(C1 * C2) * std::sin(hues.difference / 2.0 * kDegree);
  const double L = (first.lightness + second.lightness) / 2.0, C = (C1 + C2) / 2.0;
  const double h = hues.mean;
  const double T = 1.0 - 0.17 * std::cos((h - 30.0) * kDegree) +
                   0.24 * std::cos(2.0 * h * kDegree) + 0.32 * std::cos((3.0 * h + 6.0) * kDegree) -
                   0.20 * std::cos((4.0 * h - 63.0) * kDegree);
  const double from_blue = (h - 275.0) / 25.0;
  const double rotation = 30.0 * std::exp(-from_blue * from_blue);
  const double RT = -std::sin(2.0 * rotation * kDegree) * 2.0 * saturation_term(C);
  const double L50 = (L - 50.0) * (L - 50.0);
  const double x = dL / (1.0 + 0.015 * L50 / std::sqrt(20.0 + L50));
  const double y = dC / (1.0 + 0.045 * C);
  const double z = dH / (1.0 + 0.015 * C * T);
  return std::sqrt(std::max(0.0, x * x + y * y + z * z + RT * y * z));
}

double ciede2000(const at::Tensor& a, const at::Tensor& b) {
  const Planes first = planes_of(a, "ciede2000"), second = planes_of(b, "ciede2000");
  require_same_size(first, second, "ciede2000");
  double sum = 0;
  for (int64_t i = 0; i < first.area(); ++i) sum += ciede2000(lab_of(first, i), lab_of(second, i));
  return sum / double(first.area());
}

}  // namespace lowlight::metrics
