// Convolution over the valid pixels only.
#pragma once

#include <torch/nn/cloneable.h>
#include <torch/nn/pimpl.h>
#include <array>
#include <string_view>
#include <utility>

#include <string>
#include <vector>

#include "lowlight/blocks/masked_tensor.h"
#include "lowlight/blocks/padding.h"
#include "lowlight/core/problems.h"
#include "lowlight/core/rule.h"

namespace lowlight::blocks {

/// How a mask is read: binary M = [m > 0.5], soft M = m.
enum class MaskMode { binary, soft };

/// The names of the values, as users write them.
constexpr auto names_of(MaskMode) {
  return std::to_array<std::pair<MaskMode, std::string_view>>(
      {{MaskMode::binary, "binary"}, {MaskMode::soft, "soft"}});
}

/// What makes up for missing pixels: r = |W|/s, the same capped, or its square root (which keeps
/// the variance of the output rather than its mean).
enum class RatioMode { exact, capped, square_root };

/// The names of the values, as users write them.
constexpr auto names_of(RatioMode) {
  return std::to_array<std::pair<RatioMode, std::string_view>>(
      {{RatioMode::exact, "exact"},
       {RatioMode::capped, "capped"},
       {RatioMode::square_root, "square_root"}});
}

struct PartialConv2dOptions {
  int64_t in_channels = 0;
  int64_t out_channels = 0;
  int64_t kernel_size = 3;
  int64_t stride = 1;
  int64_t padding = 0;
  int64_t dilation = 1;
  int64_t groups = 1;
  bool bias = true;
  PaddingMode padding_mode = PaddingMode::zeros;
  MaskMode mask_mode = MaskMode::binary;
  RatioMode ratio = RatioMode::exact;
  double ratio_cap = 2.0;
  bool check_mask_values = true;

  ConvGeometry geometry() const { return {stride, padding, dilation, groups, padding_mode}; }

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("in_channels", self.in_channels, at_least(1), "channels of the input");
    visit("out_channels", self.out_channels, at_least(1), "channels of the output");
    visit("kernel_size", self.kernel_size, at_least(1), "side of the square kernel, in pixels");
    visit("stride", self.stride, at_least(1), "step of the kernel, in pixels");
    visit("padding", self.padding, at_least(0), "border added on each side, in pixels");
    visit("dilation", self.dilation, at_least(1), "distance of the kernel's taps, in pixels");
    visit("groups", self.groups, at_least(1), "groups of channels that do not see each other");
    visit("bias", self.bias, "whether a learned bias is added to valid pixels");
    visit("padding_mode", self.padding_mode, "what the border holds; padded zeros are invalid");
    visit("mask_mode", self.mask_mode, "binary: above 0.5 is valid; soft: the mask is a weight");
    visit("ratio", self.ratio, "how the output makes up for missing pixels");
    visit("ratio_cap", self.ratio_cap, at_least(1), "largest ratio where ratio is capped");
    visit("check_mask_values", self.check_mask_values, "whether each mask is read for bad values");
  }
  void check(Problems& problems) const;
};

/// y = r · conv(x·M, weight) + bias where s > 0, else 0, with
///   s = sum of M over the window W,   |W| = k² (one-channel mask) or k²·C/groups,
///   r = |W|/s, at most |W|; see RatioMode,
///   mask' = [s > 0] (binary) or s/|W| (soft).
///
/// x [N, C, H, W], mask [N, 1, H, W] → y [N, C', H', W'], mask' [N, 1, H', W']; a mask [N, C, H, W]
/// gives mask' [N, C', H', W']. N of the mask may be 1. Soft sums below 1e-8 count as 0.
///
/// Border: padded zeros are invalid, any other padding repeats the mask as it repeats the map. So a
/// full mask gives the plain convolution everywhere except on a zero-padded border. A one-channel
/// mask needs no ratio where k = 1: it is 1. An undefined mask is a full one, without its cost;
/// mask' is then undefined too where the geometry makes it full (always, but for soft masks or
/// wide gaps on a zero-padded border).
///
/// What lies where M = 0, NaN included, changes neither the output nor any gradient. The window sum
/// adds shifted masks: there is no kernel of ones that could be learned or shared.
///
/// Liu et al., "Image Inpainting for Irregular Holes Using Partial Convolutions", arXiv 1804.07723,
/// equations 1 and 2.
MaskedTensor partial_conv2d(const at::Tensor& value,
                            const at::Tensor& mask,
                            const at::Tensor& weight,
                            const at::Tensor& bias,
                            const PartialConv2dOptions& options);

/// partial_conv2d with learned `weight` [C', C/groups, k, k] and `bias` [C'].
///   PartialConv2d conv(PartialConv2dOptions{.in_channels = 3, .out_channels = 64});
///   auto [features, valid] = conv->forward({picture, mask});
class PartialConv2dImpl : public torch::nn::Cloneable<PartialConv2dImpl> {
 public:
  explicit PartialConv2dImpl(PartialConv2dOptions options);

  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  MaskedTensor forward(const MaskedTensor& x);

  PartialConv2dOptions options;
  at::Tensor weight;
  at::Tensor bias;
};
TORCH_MODULE(PartialConv2d);

}  // namespace lowlight::blocks
