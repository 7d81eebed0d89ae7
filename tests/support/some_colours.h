// Colours that tests of looks change.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "data/colour.h"
#include "lowlight/core/random.h"

namespace lowlight::test {

/// 200 random ones in [0, 1], always the same, then black and white.
inline std::vector<data::Colour> some_colours() {
  RandomStream random{1};
  std::vector<data::Colour> colours;
  for (int i = 0; i < 200; ++i) {
    const auto number = [&] { return float(random.uniform()); };
    colours.push_back(data::Colour{number(), number(), number()});
  }
  colours.push_back(data::Colour{0, 0, 0});
  colours.push_back(data::Colour{1, 1, 1});
  return colours;
}

/// Nine greys from `low` to `high`, evenly.
inline std::vector<data::Colour> some_greys(float low, float high) {
  std::vector<data::Colour> colours;
  for (int i = 0; i < 9; ++i) colours.push_back(data::grey_of(std::lerp(low, high, float(i) / 8)));
  return colours;
}

/// The largest difference between numbers of two colours.
inline float difference(data::Colour a, data::Colour b) {
  return std::max({std::abs(a[0] - b[0]), std::abs(a[1] - b[1]), std::abs(a[2] - b[2])});
}

/// The largest difference between colours at the same place.
inline float difference(const std::vector<data::Colour>& a, const std::vector<data::Colour>& b) {
  float largest = a.size() == b.size() ? 0 : INFINITY;
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    largest = std::max(largest, difference(a[i], b[i]));
  return largest;
}

}  // namespace lowlight::test
