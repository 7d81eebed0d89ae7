// Kernels read off a style code: what a picture's style does to other pictures.
#pragma once

#include <torch/nn/cloneable.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/pimpl.h>

#include <string>
#include <vector>

#include "lowlight/core/problems.h"
#include "lowlight/core/rule.h"

namespace lowlight::blocks {

struct KernelPredictorOptions {
  int64_t style_channels = 0;
  int64_t channels = 0;
  int64_t groups = 1;
  int64_t style_kernel = 3;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("style_channels", self.style_channels, at_least(1), "channels of the style code");
    visit("channels", self.channels, at_least(1), "channels that the kernels are for");
    visit("groups", self.groups, at_least(1), "groups of channels that do not see each other");
    visit("style_kernel",
          self.style_kernel,
          at_least(1).odd_only(),
          "side of the style code and of the kernels");
  }
  void check(Problems& problems) const;
};

/// spatial [N, C, C/g, k, k], pointwise [N, C, C/g, 1, 1], bias [N, C]: a kernel of each kind for
/// every sample. N = 1 stands for one style for a whole batch.
struct PredictedKernels {
  at::Tensor spatial;
  at::Tensor pointwise;
  at::Tensor bias;
  /// Whether the map goes through its instance_norm first; false where that is in the kernels
  /// (with_norm_of in ada_conv2d.h).
  bool normalise = true;

  bool defined() const { return spatial.defined(); }
};

/// spatial = k×k convolution of the code (reflected border); pointwise and bias = 1×1 convolutions
/// of its mean. style code [N, S, k, k] → PredictedKernels. Parameters `spatial`, `pointwise`,
/// `bias`, each with weight and bias. Kwon et al., "AesFA", arXiv 2312.05928; Chandran et al.,
/// "Adaptive Convolutions", CVPR 2021, section 3.2.
class KernelPredictorImpl : public torch::nn::Cloneable<KernelPredictorImpl> {
 public:
  explicit KernelPredictorImpl(KernelPredictorOptions options);
  void reset() override;
  PredictedKernels forward(const at::Tensor& style);

  KernelPredictorOptions options;
  torch::nn::Conv2d spatial{nullptr};
  torch::nn::Conv2d pointwise{nullptr};
  torch::nn::Conv2d bias{nullptr};
};
TORCH_MODULE(KernelPredictor);

}  // namespace lowlight::blocks
