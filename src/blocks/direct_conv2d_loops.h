// The arithmetic of direct_conv2d, forward and backward. Private to the room.
#pragma once

#include <ATen/core/Tensor.h>

#include "lowlight/blocks/padding.h"

namespace lowlight::blocks {

/// What direct_conv2d computes, without recording it. x and the weight are contiguous.
at::Tensor convolve_directly(const at::Tensor& x,
                             const at::Tensor& weight,
                             const at::Tensor& bias,
                             const ConvGeometry& geometry);

struct ConvGradients {
  at::Tensor x, weight, bias;
};

/// The gradients for `gradient`, that of the output; of each operand that `wanted` asks for, else
/// undefined. All are contiguous. Sums over samples have one order whatever the number of threads.
struct WantedGradients {
  bool x, weight, bias;
};
ConvGradients gradients_directly(const at::Tensor& gradient,
                                 const at::Tensor& x,
                                 const at::Tensor& weight,
                                 const ConvGeometry& geometry,
                                 const WantedGradients& wanted);

}  // namespace lowlight::blocks
