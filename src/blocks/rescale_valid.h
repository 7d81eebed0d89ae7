// The last step of a partial convolution. Private to the room.
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight::blocks {

/// y = ratio · value + bias where ratio > 0, else 0.
/// value [N, C, H, W], ratio [1 or N, 1 or C, H, W] of the same type, not negative, 0 where nothing
/// is valid; bias [C]. Differentiable in all three, on every device. An operator of LibTorch's
/// dispatcher, lowlight::rescale_valid, whose arithmetic on CUDA is one kernel
/// (cuda/rescale_valid.cu) where that is loaded.
at::Tensor rescale_valid(const at::Tensor& value, const at::Tensor& ratio, const at::Tensor& bias);

}  // namespace lowlight::blocks
