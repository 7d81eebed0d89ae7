// Convolution by LibTorch's own operators. Private to the room.
#pragma once

#include <ATen/core/Tensor.h>

#include "lowlight/blocks/padding.h"

namespace lowlight::blocks {

/// padded_conv2d, whose arguments have been checked.
at::Tensor plain_conv2d(const at::Tensor& x,
                        const at::Tensor& weight,
                        const at::Tensor& bias,
                        const ConvGeometry& geometry);

}  // namespace lowlight::blocks
