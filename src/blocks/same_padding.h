// Padding and striding of the wavelet convolutions.
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/ops/constant_pad_nd.h>

namespace lowlight::blocks {

/// Zeros around [N, C, H, W] so that a kernel of `kernel` × `kernel` keeps the size; an even one
/// has its longer side right and below.
inline at::Tensor pad_same(const at::Tensor& x, int64_t kernel) {
  const int64_t before = (kernel - 1) / 2, after = kernel - 1 - before;
  return kernel == 1 ? x : at::constant_pad_nd(x, {before, after, before, after}, 0);
}

/// Every `stride`-th pixel, from the first on.
inline at::Tensor subsample(const at::Tensor& x, int64_t stride) {
  return stride == 1 ? x : x.slice(2, 0, std::nullopt, stride).slice(3, 0, std::nullopt, stride);
}

}  // namespace lowlight::blocks
