// Octave convolution over the valid pixels only: every path of an OctConv is a PartialConv2d.
//
// Masks are binary and one-channel. Where two paths meet, features add and masks join by or, so
// masks stay in {0, 1}.
#pragma once

#include <torch/nn/cloneable.h>
#include <torch/nn/pimpl.h>

#include <string>
#include <vector>

#include "lowlight/blocks/masked_tensor.h"
#include "lowlight/blocks/oct_conv.h"
#include "lowlight/blocks/partial_conv2d.h"
#include "lowlight/core/rule.h"

namespace lowlight::blocks {

struct PartialOctConvOptions {
  OctConvOptions conv;
  RatioMode ratio = RatioMode::exact;
  double ratio_cap = 2.0;
  bool check_mask_values = true;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("conv", self.conv, "channels, bands and geometry");
    visit("ratio", self.ratio, "how the output makes up for missing pixels");
    visit("ratio_cap", self.ratio_cap, at_least(1), "largest ratio where ratio is capped");
    visit("check_mask_values", self.check_mask_values, "whether each mask is read for bad values");
  }
};

/// An OctOutput and its one mask: valid where either band is.
struct MaskedOctOutput {
  OctOutput output;
  at::Tensor mask;
};

/// x [N, C, H, W] with mask [N, 1, H, W] → bands as OctConvFirst's, each with its mask. The low
/// band sees masked_pool_half(x). Parameters `high.weight`, `low.weight`.
class PartialOctConvFirstImpl : public torch::nn::Cloneable<PartialOctConvFirstImpl> {
 public:
  explicit PartialOctConvFirstImpl(PartialOctConvOptions options);
  void reset() override;
  MaskedOctTensor forward(const MaskedTensor& x);

  PartialOctConvOptions options;
  PartialConv2d high{nullptr};
  PartialConv2d low{nullptr};
};
TORCH_MODULE(PartialOctConvFirst);

/// Bands → bands, as OctConv. high→low sees masked_pool_half(high), low→high the low band and its
/// mask up-sampled. Parameters `high_to_high.weight` and so on. Undefined masks are full ones, as
/// in PartialConv2d.
class PartialOctConvImpl : public torch::nn::Cloneable<PartialOctConvImpl> {
 public:
  explicit PartialOctConvImpl(PartialOctConvOptions options);
  void reset() override;
  MaskedOctTensor forward(const MaskedOctTensor& x);

  PartialOctConvOptions options;
  PartialConv2d high_to_high{nullptr};
  PartialConv2d low_to_low{nullptr};
  PartialConv2d low_to_high{nullptr};
  PartialConv2d high_to_low{nullptr};
};
TORCH_MODULE(PartialOctConv);

/// Bands → map, as OctConvLast. Parameters `high.weight`, `low.weight`.
class PartialOctConvLastImpl : public torch::nn::Cloneable<PartialOctConvLastImpl> {
 public:
  explicit PartialOctConvLastImpl(PartialOctConvOptions options);
  void reset() override;
  MaskedOctOutput forward(const MaskedOctTensor& x);

  PartialOctConvOptions options;
  PartialConv2d high{nullptr};
  PartialConv2d low{nullptr};
};
TORCH_MODULE(PartialOctConvLast);

}  // namespace lowlight::blocks
