#include "lowlight/core/srgb.h"

#include <ATen/ATen.h>

namespace lowlight {
namespace {

constexpr double kValueEdge = 0.04045, kLightEdge = 0.0031308;

}  // namespace

// The powers' arguments are kept from where a power has no slope or no value, also for elements
// that take the linear part: their gradient would be 0 · NaN.

at::Tensor srgb_to_linear(const at::Tensor& value) {
  const auto power = ((value.clamp_min(kValueEdge) + 0.055) / 1.055).pow(2.4);
  return at::where(value <= kValueEdge, value / 12.92, power);
}

at::Tensor linear_to_srgb(const at::Tensor& light) {
  const auto power = 1.055 * light.clamp_min(kLightEdge).pow(1 / 2.4) - 0.055;
  return at::where(light <= kLightEdge, light * 12.92, power);
}

}  // namespace lowlight
