#include "lowlight/metrics/blotches.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "lowlight/core/check.h"
#include "metrics/planes.h"

namespace lowlight::metrics {
namespace {

constexpr double kDarkestArea = 1, kBrightestArea = 60, kLuminous = 250;
// Added to the mean luma that structure is seen beside: rounding alone makes some.
constexpr double kRoundingLuma = 2;
constexpr int64_t kCells = 8, kCell = kFlatArea / kCells;
constexpr double kSigma = 8;
constexpr int64_t kReach = 24;

/// count × count numbers, row by row.
struct Square {
  explicit Square(int64_t side) : count(side), values(size_t(side * side)) {}
  double& at(int64_t x, int64_t y) { return values[size_t(y * count + x)]; }
  double at(int64_t x, int64_t y) const { return values[size_t(y * count + x)]; }
  int64_t count;
  std::vector<double> values;
};

double mean_of_square(const Square& square) {
  double sum = 0;
  for (const double value : square.values) sum += value;
  return sum / double(square.values.size());
}

/// The mean square about the best plane. Seen from the middle 1, x and y are orthogonal.
double unevenness(const Square& square) {
  const double n = double(square.count), middle = (n - 1) / 2;
  const double mean = mean_of_square(square), squares_of_place = n * n * (n * n - 1) / 12;
  double slope_x = 0, slope_y = 0, squares = 0;
  for (int64_t y = 0; y < square.count; ++y) {
    for (int64_t x = 0; x < square.count; ++x) {
      const double value = square.at(x, y) - mean;
      slope_x += value * (double(x) - middle);
      slope_y += value * (double(y) - middle);
      squares += value * value;
    }
  }
  const double explained = (slope_x * slope_x + slope_y * slope_y) / squares_of_place;
  return std::max(0.0, squares - explained) / (n * n);
}

struct AreaCorner {
  int64_t x, y;
};

AreaCorner area_corner(const Planes& image, int64_t area) {
  const int64_t across = image.width / kFlatArea;
  return {area % across * kFlatArea, area / across * kFlatArea};
}

struct AreaCandidate {
  int64_t area;
  double structure;
};

/// The area as a candidate; its structure is infinite where it is not usable.
AreaCandidate area_candidate(const Planes& image, int64_t area) {
  const AreaCorner corner = area_corner(image, area);
  Square means(kCells);
  bool luminous = false;
  for (int64_t y = 0; y < kFlatArea; ++y) {
    for (int64_t x = 0; x < kFlatArea; ++x) {
      const double y_here = image.luma((corner.y + y) * image.width + corner.x + x);
      luminous |= y_here > kLuminous;
      means.at(x / kCell, y / kCell) += y_here / double(kCell * kCell);
    }
  }
  const double mean = mean_of_square(means);
  const bool usable = mean >= kDarkestArea && mean <= kBrightestArea && !luminous;
  return {area, usable ? std::sqrt(unevenness(means)) / (mean + kRoundingLuma) : HUGE_VAL};
}

using BlotchWindow = std::array<double, 2 * kReach + 1>;

BlotchWindow gaussian_of_blotches() {
  BlotchWindow window;
  double sum = 0;
  for (int64_t i = -kReach; i <= kReach; ++i)
    sum += window[size_t(i + kReach)] = std::exp(-double(i * i) / (2 * kSigma * kSigma));
  for (double& weight : window) weight /= sum;
  return window;
}

/// The low-passed difference of channel c from the luma, in one area.
Square low_passed(const Planes& image, int64_t c, const AreaCorner& corner) {
  static const BlotchWindow window = gaussian_of_blotches();
  constexpr int64_t kAround = kFlatArea + 2 * kReach;
  std::vector<double> across(size_t(kAround * kFlatArea));
  std::array<double, kAround> difference;
  for (int64_t y = 0; y < kAround; ++y) {
    const int64_t row = std::clamp<int64_t>(corner.y + y - kReach, 0, image.height - 1);
    for (int64_t x = 0; x < kAround; ++x) {
      const int64_t column = std::clamp<int64_t>(corner.x + x - kReach, 0, image.width - 1);
      const int64_t i = row * image.width + column;
      difference[size_t(x)] = double(image.plane(c)[i]) - image.luma(i);
    }
    for (int64_t x = 0; x < kFlatArea; ++x) {
      double sum = 0;
      for (size_t k = 0; k < window.size(); ++k) sum += window[k] * difference[size_t(x) + k];
      across[size_t(y * kFlatArea + x)] = sum;
    }
  }
  Square result(kFlatArea);
  for (int64_t y = 0; y < kFlatArea; ++y) {
    for (size_t k = 0; k < window.size(); ++k) {
      const double* row = across.data() + (y + int64_t(k)) * kFlatArea;
      for (int64_t x = 0; x < kFlatArea; ++x) result.at(x, y) += window[k] * row[x];
    }
  }
  return result;
}

int64_t count_of_areas(const Planes& image) {
  return (image.height / kFlatArea) * (image.width / kFlatArea);
}

}  // namespace

std::vector<int64_t> flat_areas(const at::Tensor& dark) {
  const Planes image = planes_of(dark, "flat_areas");
  std::vector<AreaCandidate> candidates;
  for (int64_t area = 0; area < count_of_areas(image); ++area) {
    const AreaCandidate found = area_candidate(image, area);
    if (std::isfinite(found.structure)) candidates.push_back(found);
  }
  std::ranges::stable_sort(candidates, {}, &AreaCandidate::structure);
  candidates.resize((candidates.size() + 3) / 4);
  std::vector<int64_t> areas;
  for (const auto& found : candidates) areas.push_back(found.area);
  return areas;
}

double blotches(const at::Tensor& picture, const std::vector<int64_t>& areas) {
  const Planes image = planes_of(picture, "blotches");
  double sum = 0;
  for (const int64_t area : areas) {
    LOWLIGHT_CHECK(area >= 0 && area < count_of_areas(image),
                   "blotches: an area must be below ",
                   count_of_areas(image),
                   ", got ",
                   area);
    for (const int64_t c : {0, 2})
      sum += unevenness(low_passed(image, c, area_corner(image, area)));
  }
  return std::sqrt(sum / double(2 * areas.size()));
}

}  // namespace lowlight::metrics
