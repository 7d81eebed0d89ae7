// Convolution with any border, the common ground of all blocks.
#pragma once

#include <ATen/core/Tensor.h>
#include <array>

#include <string_view>
#include <utility>

namespace lowlight::blocks {

/// What lies beyond the border: zeros, the map mirrored (without its edge), the edge repeated, the
/// opposite side.
enum class PaddingMode { zeros, reflect, replicate, circular };

/// The names of the values, as users write them.
constexpr auto names_of(PaddingMode) {
  return std::to_array<std::pair<PaddingMode, std::string_view>>(
      {{PaddingMode::zeros, "zeros"},
       {PaddingMode::reflect, "reflect"},
       {PaddingMode::replicate, "replicate"},
       {PaddingMode::circular, "circular"}});
}

/// How a kernel moves over a map, in pixels.
struct ConvGeometry {
  int64_t stride = 1;
  /// How many pixels each of the four sides gets.
  int64_t padding = 0;
  int64_t dilation = 1;
  int64_t groups = 1;
  PaddingMode padding_mode = PaddingMode::zeros;
};

/// [N, C, H, W] → [N, C, H + 2·padding, W + 2·padding]; `padding` = 0 returns `x` itself. An error
/// where the map is too small for the mode: reflect needs padding < size, circular padding ≤ size,
/// replicate a pixel.
at::Tensor pad2d(const at::Tensor& x, int64_t padding, PaddingMode mode);

/// [N, C, H, W] by a weight [C', C/groups, k, k] and a bias [C'] or none (undefined) → [N, C', H',
/// W'], H' = ⌊(H + 2·padding − dilation·(k − 1) − 1) / stride⌋ + 1. A weight [N, C', C/groups, k,
/// k] and a bias [N, C'] are one for each sample.
///
/// While gradients are recorded on the CPU, it runs by loops of the library's own, forward and
/// backward, up to rounding with the same result: few channels (grouped and depth-wise kernels
/// above all), small maps and a kernel a sample are what training asks for and what LibTorch is
/// slow at. Networks that only teach go through it too, for the gradient of their input.
at::Tensor padded_conv2d(const at::Tensor& x,
                         const at::Tensor& weight,
                         const at::Tensor& bias,
                         const ConvGeometry& geometry);

}  // namespace lowlight::blocks
