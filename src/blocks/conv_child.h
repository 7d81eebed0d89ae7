// Learned kernels that blocks hold as children; a block's free function does the convolving.
#pragma once

#include <torch/nn/modules/conv.h>

namespace lowlight::blocks {

inline torch::nn::Conv2d conv_child(int64_t in_channels,
                                    int64_t out_channels,
                                    int64_t kernel_size,
                                    int64_t groups = 1,
                                    bool bias = false) {
  return torch::nn::Conv2d(
      torch::nn::Conv2dOptions(in_channels, out_channels, kernel_size).groups(groups).bias(bias));
}

/// Undefined for a child that is not there.
inline at::Tensor weight_of(const torch::nn::Conv2d& child) {
  return child.is_empty() ? at::Tensor() : child->weight;
}

}  // namespace lowlight::blocks
