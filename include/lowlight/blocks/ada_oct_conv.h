// Convolution of both bands with kernels predicted from a style code, followed by an OctConv.
#pragma once

#include <torch/nn/cloneable.h>
#include <torch/nn/pimpl.h>

#include <string>
#include <vector>

#include "lowlight/blocks/ada_conv2d.h"
#include "lowlight/blocks/kernel_predictor.h"
#include "lowlight/blocks/oct_conv.h"
#include "lowlight/core/problems.h"
#include "lowlight/core/rule.h"

namespace lowlight::blocks {

struct AdaOctConvOptions {
  OctConvOptions conv;
  int64_t style_channels = 0;
  int64_t style_kernel = 3;
  int64_t group_div = 1;
  double negative_slope = 0.01;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("conv", self.conv, "the OctConv at the end; its input channels are those of the content");
    visit("style_channels",
          self.style_channels,
          at_least(1),
          "channels of both bands of the style code together");
    visit("style_kernel",
          self.style_kernel,
          at_least(1).odd_only(),
          "side of the style code and of the predicted kernels");
    visit("group_div",
          self.group_div,
          at_least(1),
          "channels over this, rounded down, are the groups of the predicted kernels");
    visit("negative_slope", self.negative_slope, "slope of the LeakyReLU below 0");
  }
  void check(Problems& problems) const;
};

/// The kernels of one style (or of a batch of styles), for one AdaOctConv; a band without channels
/// has none.
struct OctKernels {
  PredictedKernels high;
  PredictedKernels low;
};

/// leaky_relu(OctConv(leaky_relu(AdaConv2d of each band))).
/// content high [N, C_high, H, W], low [N, C_low, ⌈H/2⌉, ⌈W/2⌉]; style code: high [N, S_high, k,
/// k], low [N, S_low, k, k], N or 1 of them; both split by alpha_in → bands as OctConv's. Children
/// high_predictor, high_conv, low_predictor, low_conv, oct_conv. Kwon et al., "AesFA", arXiv
/// 2312.05928, section 3.3.
class AdaOctConvImpl : public torch::nn::Cloneable<AdaOctConvImpl> {
 public:
  explicit AdaOctConvImpl(AdaOctConvOptions options);
  void reset() override;

  /// The kernels of a style, to be used for any number of contents.
  OctKernels predict(const OctTensor& style);
  /// The kernels with the norms of this content in them (with_norm_of in ada_conv2d.h).
  OctKernels with_norms_of(const OctTensor& content, const OctKernels& kernels) const;
  OctTensor apply_kernels(const OctTensor& content, const OctKernels& kernels);
  /// apply_kernels(content, predict(style)).
  OctTensor forward(const OctTensor& content, const OctTensor& style);

  AdaOctConvOptions options;
  KernelPredictor high_predictor{nullptr};
  AdaConv2d high_conv{nullptr};
  KernelPredictor low_predictor{nullptr};
  AdaConv2d low_conv{nullptr};
  OctConv oct_conv{nullptr};
};
TORCH_MODULE(AdaOctConv);

}  // namespace lowlight::blocks
