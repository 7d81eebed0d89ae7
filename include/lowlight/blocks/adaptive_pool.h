// Pooling to a given size.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace lowlight::blocks {

/// [N, C, H, W] → [N, C, height, width], each cell the mean over rows ⌊i·H/height⌋ …
/// ⌈(i + 1)·H/height⌉ − 1 and columns alike, as LibTorch's adaptive_avg_pool2d. Where deterministic
/// algorithms are asked for, as products with two matrices: LibTorch's gradient has no
/// deterministic form on a GPU.
at::Tensor adaptive_average(const at::Tensor& x, int64_t height, int64_t width);

}  // namespace lowlight::blocks
