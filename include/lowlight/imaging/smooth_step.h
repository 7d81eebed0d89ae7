// A step without corners.
#pragma once

#include <ATen/core/Tensor.h>

#include <algorithm>

namespace lowlight::imaging {

/// 0 up to low, 1 from high on, t²(3 − 2t) between, t = (x − low)/(high − low).
inline double smooth_step(double x, double low, double high) {
  const double t = std::clamp((x - low) / (high - low), 0., 1.);
  return t * t * (3 - 2 * t);
}

/// The same for each element.
inline at::Tensor smooth_step(const at::Tensor& x, double low, double high) {
  const auto t = ((x - low) / (high - low)).clamp(0, 1);
  return t * t * (3 - 2 * t);
}

}  // namespace lowlight::imaging
