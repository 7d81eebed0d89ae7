#include "lowlight/metrics/colour_distance.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "lowlight/core/check.h"
#include "metrics/lab.h"
#include "metrics/planes.h"

namespace lowlight::metrics {
namespace {

/// The sum of θθᵀ over all, each at length 1, is a multiple of the identity.
constexpr std::array<std::array<double, 3>, 13> kAxes = {{{1, 0, 0},
                                                          {0, 1, 0},
                                                          {0, 0, 1},
                                                          {0, 1, 1},
                                                          {0, 1, -1},
                                                          {1, 0, 1},
                                                          {1, 0, -1},
                                                          {1, 1, 0},
                                                          {1, -1, 0},
                                                          {1, 1, 1},
                                                          {1, 1, -1},
                                                          {1, -1, 1},
                                                          {-1, 1, 1}}};

std::vector<double> sorted_along(const std::array<double, 3>& axis, const std::vector<Lab>& set) {
  const double length = std::hypot(axis[0], axis[1], axis[2]);
  std::vector<double> values;
  values.reserve(set.size());
  for (const auto& colour : set) {
    values.push_back((axis[0] * colour.lightness + axis[1] * colour.a + axis[2] * colour.b) /
                     length);
  }
  std::ranges::sort(values);
  return values;
}

/// ∫ (F⁻¹ − G⁻¹)² over the pieces on which both are constant.
double squared_distance(const std::vector<double>& first, const std::vector<double>& second) {
  const double n = double(first.size()), m = double(second.size());
  double sum = 0, from = 0;
  for (size_t i = 0, j = 0; i < first.size() && j < second.size();) {
    // k/n and l/m are compared as integers: rounding must not lose a piece.
    const auto a = (i + 1) * second.size(), b = (j + 1) * first.size();
    const double to = double(std::min(a, b)) / (n * m), gap = first[i] - second[j];
    sum += (to - from) * gap * gap;
    from = to;
    if (a <= b) ++i;
    if (b <= a) ++j;
  }
  return sum;
}

}  // namespace

std::vector<Lab> colours_of(const at::Tensor& picture) {
  const Planes planes = planes_of(picture, "colours_of");
  std::vector<Lab> colours;
  if (planes.area() <= kColours) {
    for (int64_t i = 0; i < planes.area(); ++i) colours.push_back(lab_of(planes, i));
    return colours;
  }
  // Multiples of the golden ratio fall evenly and into no column more than into another.
  for (int64_t i = 0; i < kColours; ++i) {
    const double turns = double(i) * std::numbers::phi, share = turns - std::floor(turns);
    colours.push_back(lab_of(planes, int64_t(share * double(planes.area()))));
  }
  return colours;
}

double colour_distance(const std::vector<Lab>& first, const std::vector<Lab>& second) {
  LOWLIGHT_CHECK(!first.empty() && !second.empty(),
                 "colour_distance: both sets must have colours, got ",
                 first.size(),
                 " and ",
                 second.size());
  double sum = 0;
  for (const auto& axis : kAxes)
    sum += squared_distance(sorted_along(axis, first), sorted_along(axis, second));
  return std::sqrt(3 * sum / double(kAxes.size()));
}

}  // namespace lowlight::metrics
