// How much an enhancement amplifies noise.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace lowlight::metrics {

/// The side of a patch, in pixels.
inline constexpr int64_t kPatch = 16;

/// The patches of a dark photo that hold noise and nearly no structure, flattest first: row-major
/// numbers in the grid of whole 16 × 16 patches. Of those that are neither clipped nor black nor
/// bright nor without noise, the quarter (at most `keep`) whose deviation from the best plane is
/// least of all slow: the ratio of the deviation of 4 × 4 means to that of pixels is smallest. May
/// be empty. dark: uint8 [3, H, W] on the CPU.
std::vector<int64_t> flat_patches(const at::Tensor& dark, int64_t keep = 60);

struct NoiseGain {
  /// The output's noise over its mean luma, relative to that of the input.
  std::vector<double> gains;
  /// The output's noise in codes.
  std::vector<double> deviations;
};

/// Per patch: the root mean square about the best plane, channels pooled, over the mean luma;
/// output over input. A plain multiplication gains 1. input, output: uint8 [3, H, W] on the CPU, of
/// one size; patches from flat_patches.
NoiseGain noise_gain(const at::Tensor& input,
                     const at::Tensor& output,
                     const std::vector<int64_t>& patches);

}  // namespace lowlight::metrics
