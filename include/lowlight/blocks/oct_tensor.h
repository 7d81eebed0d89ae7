// A feature map in two bands: fine structure at full size, coarse structure at half size.
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight::blocks {

/// high [N, C_high, H, W] and low [N, C_low, ⌈H/2⌉, ⌈W/2⌉]. A band without channels (share α = 0 or
/// 1 of low-frequency channels) is an undefined tensor.
struct OctTensor {
  at::Tensor high;
  at::Tensor low;

  bool has_high() const { return high.defined(); }
  bool has_low() const { return low.defined(); }
};

/// The channels of the high band, ⌊C(1 − α)⌋; the low band has the rest.
int64_t high_channels(int64_t channels, double alpha);

/// Pixels or cells of half the size, rounded up.
constexpr int64_t half_size(int64_t size) { return (size + 1) / 2; }

/// LeakyReLU of each band that is there.
OctTensor leaky_relu(const OctTensor& x, double negative_slope = 0.01);

/// Each band at twice its size, nearest neighbour.
OctTensor upsample(const OctTensor& x);

/// The mean of each 2×2 cell, over the pixels that exist: [N, C, H, W] → [N, C, ⌈H/2⌉, ⌈W/2⌉].
at::Tensor pool_half(const at::Tensor& x);

/// Each pixel twice in both directions, cropped to height × width (at most twice the size of `x`).
at::Tensor upsample_to(const at::Tensor& x, int64_t height, int64_t width);

}  // namespace lowlight::blocks
