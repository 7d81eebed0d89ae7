#include "lowlight/data/tone.h"

#include <ATen/ATen.h>

namespace lowlight::data {

at::Tensor srgb_to_linear(const at::Tensor& value) {
  return at::where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055).pow(2.4));
}

at::Tensor linear_to_srgb(const at::Tensor& light) {
  return at::where(
      light <= 0.0031308, light * 12.92, light.clamp_min(0).pow(1 / 2.4) * 1.055 - 0.055);
}

at::Tensor s_curve(const at::Tensor& x, double a) {
  // Values that rounding put outside would become NaN.
  const auto inside = x.clamp(0, 1);
  const auto rising = inside.pow(a);
  return rising / (rising + (1 - inside).pow(a));
}

}  // namespace lowlight::data
