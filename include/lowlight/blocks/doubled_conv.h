// Convolution of a map at twice its size, without that map.
#pragma once

#include <ATen/core/Tensor.h>

#include "lowlight/blocks/padding.h"

namespace lowlight::blocks {

/// padded_conv2d(upsample_to(x, height, width), weight, bias, geometry), up to rounding, by fewer
/// operations where there is a way: a point-wise kernel goes before the up-sampling, on a quarter
/// of the pixels; without gradients, a 3×3 kernel with stride 1 and a border of 1 that is reflected
/// or replicated goes as four 2×2 kernels, one for each place in a doubled pixel, since of three
/// taps in a row two meet the same pixel of x. x [N, C, h, w], weight [C', C/groups, k, k], bias
/// [C'] or none → [N, C', H', W'] of `height` × `width`, which are at most 2h × 2w.
at::Tensor doubled_conv2d(const at::Tensor& x,
                          const at::Tensor& weight,
                          const at::Tensor& bias,
                          const ConvGeometry& geometry,
                          int64_t height,
                          int64_t width);

}  // namespace lowlight::blocks
