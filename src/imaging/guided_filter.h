// The guided filter (He, Sun, Tang 2013), with a strength that follows the local gain.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "lowlight/imaging/plane.h"

namespace lowlight::imaging {

struct GuidedFilter {
  const Plane& guide;
  std::vector<const Plane*> values;  ///< What is filtered. It may be the guide itself.
  const Plane& gain;                 ///< How many codes one code of the photo has become.
  int64_t radius;                    ///< The windows' radius, at most 4.
  double variance;                   ///< ε where the gain is √2.
};

/// Takes row y of the lines of values[value]: filtered = slope·guide + offset, at columns
/// [2·radius, width − 2·radius).
using UseLines =
    std::function<void(int64_t y, size_t value, const float* slope, const float* offset)>;

/// For each window: slope = cov(guide, value) / (var(guide) + ε), offset = mean(value) −
/// slope·mean(guide), ε = variance · max(gain² − 1, 0); each pixel's line is the mean over the
/// windows that hold it. `use` gets the rows [2·radius, height − 2·radius) from top to bottom; it
/// may change that row of the guide and of the values, and those above. All planes have one size.
void guided_filter(const GuidedFilter& filter, const UseLines& use);

}  // namespace lowlight::imaging
