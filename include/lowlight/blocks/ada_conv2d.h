// Convolution with predicted kernels.
#pragma once

#include <torch/nn/cloneable.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/pimpl.h>

#include <string>
#include <vector>

#include "lowlight/blocks/kernel_predictor.h"
#include "lowlight/core/problems.h"
#include "lowlight/core/rule.h"

namespace lowlight::blocks {

struct AdaConv2dOptions {
  int64_t channels = 0;
  int64_t groups = 1;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("channels", self.channels, at_least(1), "channels of the map");
    visit("groups", self.groups, at_least(1), "groups of the predicted kernels");
  }
  void check(Problems& problems) const;
};

/// Every channel of every sample at mean 0 and variance 1: (x − mean) / √(variance + 1e-5), over H
/// × W.
at::Tensor instance_norm(const at::Tensor& x);

/// Each sample by its own kernels: the spatial one on a reflected border, then the point-wise one
/// and the bias. x [N, C, H, W], kernels for N samples or for one → [N, C, H, W]. H and W must
/// exceed ⌊k/2⌋.
at::Tensor predicted_conv2d(const at::Tensor& x, const PredictedKernels& kernels, int64_t groups);

/// The kernels with the instance_norm of `x` in them, for maps that are to be normalised by the
/// statistics of `x` instead of their own, such as tiles of a larger map:
///   predicted_conv2d(x, with_norm_of(x, kernels, g), g) = predicted_conv2d(instance_norm(x),
///   kernels, g).
/// x [N, C, H, W], kernels for N samples or for one → kernels for N samples.
PredictedKernels with_norm_of(const at::Tensor& x, const PredictedKernels& kernels, int64_t groups);

/// predicted_conv2d(instance_norm(x)), or of x itself where the norm is in the kernels, then a
/// learned 3×3 convolution `conv` (reflected border, bias). x [N, C, H, W] → [N, C, H, W]. Chandran
/// et al., CVPR 2021, section 3.1.
class AdaConv2dImpl : public torch::nn::Cloneable<AdaConv2dImpl> {
 public:
  explicit AdaConv2dImpl(AdaConv2dOptions options);
  void reset() override;
  at::Tensor forward(const at::Tensor& x, const PredictedKernels& kernels);

  AdaConv2dOptions options;
  torch::nn::Conv2d conv{nullptr};
};
TORCH_MODULE(AdaConv2d);

}  // namespace lowlight::blocks
