// Convolution as training asks for it: maps of few channels and few pixels. Private to the room.
#pragma once

#include <ATen/core/Tensor.h>

#include "lowlight/blocks/padding.h"

namespace lowlight::blocks {

/// padded_conv2d on the CPU in float or double, forward and backward by loops of our own: no map
/// with its border is kept, nothing is laid out anew, and threads share samples and groups where
/// that pays. weight [C', C/groups, k, k] and bias [C'] for all samples, or [N, C', C/groups, k, k]
/// and [N, C'] with one for each. An operator of LibTorch's dispatcher, lowlight::convolution;
/// differentiable any number of times. x, the weight and the bias are of one type; the padded map
/// holds the kernel.
at::Tensor direct_conv2d(const at::Tensor& x,
                         const at::Tensor& weight,
                         const at::Tensor& bias,
                         const ConvGeometry& geometry);

/// Whether direct_conv2d takes such operands and is the quicker way: where gradients are recorded,
/// without autocast.
bool is_for_direct_conv2d(const at::Tensor& x,
                          const at::Tensor& weight,
                          const ConvGeometry& geometry);

}  // namespace lowlight::blocks
