// Masks and maps that the tests of masked blocks share.
#pragma once

#include <torch/types.h>

#include <cmath>

#include "lowlight/blocks/masked_tensor.h"

namespace lowlight::test {

/// About 60 % valid pixels in {0, 1}, none in the upper left quarter: a hole wider than any kernel
/// of the tests.
inline at::Tensor holed_mask(int64_t batch, int64_t channels, int64_t height, int64_t width) {
  auto mask = (torch::rand({batch, channels, height, width}) < 0.6).to(at::kFloat);
  mask.slice(2, 0, height / 2).slice(3, 0, width / 2).zero_();
  return mask;
}

/// The same map with `rubbish` wherever the mask is 0.
inline at::Tensor with_rubbish(const at::Tensor& value, const at::Tensor& mask, double rubbish) {
  return at::where(mask > 0, value, rubbish);
}

/// Everything but a rim of `rim` pixels.
inline at::Tensor inside(const at::Tensor& x, int64_t rim) {
  return x.slice(2, rim, x.size(2) - rim).slice(3, rim, x.size(3) - rim);
}

/// Whether every value is exactly 0 or 1.
inline bool is_binary(const at::Tensor& mask) {
  return ((mask == 0) | (mask == 1)).all().item<bool>();
}

}  // namespace lowlight::test
