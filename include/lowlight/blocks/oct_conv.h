// Octave convolution: coarse structure is convolved at half size.
//
// Three types by what goes in and out: OctConvFirst (map → bands), OctConv (bands → bands),
// OctConvLast (bands → map). Chen et al., "Drop an Octave", arXiv 1904.05049, section 3.
#pragma once

#include <torch/nn/cloneable.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/pimpl.h>

#include <array>
#include <string>
#include <vector>

#include "lowlight/blocks/oct_tensor.h"
#include "lowlight/blocks/padding.h"
#include "lowlight/core/problems.h"
#include "lowlight/core/rule.h"

namespace lowlight::blocks {

struct OctConvOptions {
  int64_t in_channels = 0;
  int64_t out_channels = 0;
  int64_t kernel_size = 3;
  int64_t stride = 1;
  int64_t padding = 0;
  int64_t groups = 1;
  double alpha_in = 0.5;
  double alpha_out = 0.5;
  PaddingMode padding_mode = PaddingMode::reflect;
  std::array<double, 2> freq_ratio{1.0, 1.0};

  int64_t high_in() const { return high_channels(in_channels, alpha_in); }
  int64_t low_in() const { return in_channels - high_in(); }
  int64_t high_out() const { return high_channels(out_channels, alpha_out); }
  int64_t low_out() const { return out_channels - high_out(); }

  /// Groups of the paths within a band: ⌈groups·(1 − α)⌉ and ⌈groups·α⌉, α of the input. Cross
  /// paths have `groups`.
  int64_t high_groups() const;
  int64_t low_groups() const;

  /// Every channel is convolved by itself; the bands then do not see each other.
  bool is_depthwise() const { return groups == in_channels; }
  bool has_cross_paths() const { return !is_depthwise(); }

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("in_channels", self.in_channels, at_least(1), "channels of both bands together, input");
    visit(
        "out_channels", self.out_channels, at_least(1), "channels of both bands together, output");
    visit("kernel_size",
          self.kernel_size,
          at_least(1),
          "side of the square kernels, in pixels of their band");
    visit("stride", self.stride, at_least(1), "step of the kernels, in pixels of their band");
    visit(
        "padding", self.padding, at_least(0), "border added on each side, in pixels of each band");
    visit("groups",
          self.groups,
          at_least(1),
          "groups of channels; in_channels is depth-wise, without cross paths");
    visit("alpha_in", self.alpha_in, in(0, 1), "share of low-frequency channels in the input");
    visit("alpha_out", self.alpha_out, in(0, 1), "share of low-frequency channels in the output");
    visit("padding_mode", self.padding_mode, "what the border holds");
    visit("freq_ratio", self.freq_ratio, "weights of the high and low band in a last block's sum");
  }
};

/// Everything that is wrong with the options of an OctConv, beside the rules of the fields:
/// channels that its groups do not divide, a depth-wise block that makes or drops a band.
Problems problems_of_paths(const OctConvOptions& options);

/// Everything beside the rules that is wrong for OctConvFirst and OctConvLast, which have one plain
/// side: groups.
Problems problems_of_plain_side(const OctConvOptions& options);

/// The paths' weights [C'_to, C_from/groups, k, k]; undefined where a path has no channels or is
/// not there.
struct OctConvWeights {
  at::Tensor high_to_high;
  at::Tensor low_to_low;
  at::Tensor low_to_high;
  at::Tensor high_to_low;
};

/// value = freq_ratio[0]·high + freq_ratio[1]·low, all [N, C', H', W']; a band that is not there is
/// undefined.
struct OctOutput {
  at::Tensor value;
  at::Tensor high;
  at::Tensor low;
};

/// high = conv(x), low = conv(pool_half(x)). x [N, C, H, W] → high [N, C'_high, H', W'], low [N,
/// C'_low, H'', W''], where H'' follows from ⌈H/2⌉ as H' from H.
OctTensor oct_conv_first(const at::Tensor& x,
                         const at::Tensor& high_weight,
                         const at::Tensor& low_weight,
                         const OctConvOptions& options);

/// high' = conv_high→high(high) + conv_low→high(upsampled low), low' = conv_low→low(low) +
/// conv_high→low(pool_half(high)). Up-sampling is nearest neighbour, cropped to the high band:
/// sizes may be odd. Without a high band it is exact doubling.
OctTensor oct_conv(const OctTensor& x,
                   const OctConvWeights& weights,
                   const OctConvOptions& options);

/// high' = conv(high), low' = conv(upsampled low), and their weighted sum.
OctOutput oct_conv_last(const OctTensor& x,
                        const at::Tensor& high_weight,
                        const at::Tensor& low_weight,
                        const OctConvOptions& options);

/// oct_conv_first with learned `high.weight`, `low.weight`; alpha_in is not used.
class OctConvFirstImpl : public torch::nn::Cloneable<OctConvFirstImpl> {
 public:
  explicit OctConvFirstImpl(OctConvOptions options);
  void reset() override;
  OctTensor forward(const at::Tensor& x);

  OctConvOptions options;
  torch::nn::Conv2d high{nullptr};
  torch::nn::Conv2d low{nullptr};
};
TORCH_MODULE(OctConvFirst);

/// oct_conv with learned `high_to_high.weight` and so on; a path without channels has no weight.
class OctConvImpl : public torch::nn::Cloneable<OctConvImpl> {
 public:
  explicit OctConvImpl(OctConvOptions options);
  void reset() override;
  OctTensor forward(const OctTensor& x);

  OctConvOptions options;
  torch::nn::Conv2d high_to_high{nullptr};
  torch::nn::Conv2d low_to_low{nullptr};
  torch::nn::Conv2d low_to_high{nullptr};
  torch::nn::Conv2d high_to_low{nullptr};
};
TORCH_MODULE(OctConv);

/// oct_conv_last with learned `high.weight`, `low.weight`; alpha_out is not used.
class OctConvLastImpl : public torch::nn::Cloneable<OctConvLastImpl> {
 public:
  explicit OctConvLastImpl(OctConvOptions options);
  void reset() override;
  OctOutput forward(const OctTensor& x);

  OctConvOptions options;
  torch::nn::Conv2d high{nullptr};
  torch::nn::Conv2d low{nullptr};
};
TORCH_MODULE(OctConvLast);

}  // namespace lowlight::blocks
