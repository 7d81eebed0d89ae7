// Boxes of tests, written as lists of numbers.
#pragma once

#include <torch/types.h>

#include <limits>
#include <vector>

#include "lowlight/detection/boxes.h"

namespace lowlight::test {

inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// {left, top, right, bottom, left, …} → boxes [N].
inline detection::ManyCorners<detection::Pixels> pixel_boxes(const std::vector<double>& numbers,
                                                             at::ScalarType type = at::kDouble) {
  return detection::corners_from<detection::Pixels>(torch::tensor(numbers, type).view({-1, 4}));
}

}  // namespace lowlight::test
