#include "inference/exposed.h"

#include <ATen/ATen.h>

#include <cmath>

#include "lowlight/core/srgb.h"

namespace lowlight::inference {

at::Tensor exposed(const at::Tensor& values, double ev) {
  if (ev == 0) return values;
  const auto light = srgb_to_linear(values);
  const double k = std::exp2(ev);
  return linear_to_srgb(k * light / (1 + (k - 1) * light));
}

}  // namespace lowlight::inference
