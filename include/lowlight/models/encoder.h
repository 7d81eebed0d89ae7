// Reads a picture into two bands of features, level by level; serves content and style alike.
#pragma once

#include <torch/nn/cloneable.h>
#include <torch/nn/pimpl.h>

#include <string>
#include <vector>

#include "lowlight/blocks/masked_tensor.h"
#include "lowlight/blocks/partial_conv2d.h"
#include "lowlight/blocks/partial_oct_conv.h"
#include "lowlight/core/rule.h"

namespace lowlight::models {

struct EncoderOptions {
  int64_t in_channels = 3;
  int64_t levels = 2;
  int64_t base_channels = 64;
  double alpha = 0.5;
  bool partial = false;

  /// Channels of both bands together after `level` halvings.
  int64_t channels(int64_t level) const { return base_channels << level; }
  /// Sides of a picture must exceed this, so that the deepest low band has two pixels.
  int64_t too_small() const { return int64_t{2} << levels; }
  /// The numbers of the deepest layer, mix, which has the most.
  int64_t deepest_numbers() const { return 9 * channels(levels) * channels(levels); }

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("in_channels", self.in_channels, at_least(1), "channels of the picture");
    visit("levels", self.levels, in(1, 6), "how often the picture is halved");
    visit("base_channels", self.base_channels, in(1, 512), "channels before the first halving");
    visit("alpha", self.alpha, in(0, 1), "share of channels at half size");
    visit("partial", self.partial, "whether only pixels under a mask are read");
  }

  bool operator==(const EncoderOptions&) const = default;
};

/// The features after each level, the deepest last: channels(level) channels in two bands, high at
/// H/2^level, low at half of that, rounded up. The masks are undefined where everything is valid.
struct EncoderFeatures {
  std::vector<blocks::MaskedOctTensor> levels;

  const blocks::MaskedOctTensor& deepest() const { return levels.back(); }
};

/// Per band, the features of each level, high then low, as flat list: what a loss compares. Bands
/// that are not there are left out.
std::vector<at::Tensor> flat(const EncoderFeatures& features);
std::vector<at::Tensor> flat(const blocks::OctTensor& bands);

/// The style code: the deepest features averaged to size × size in each band, over the valid ones
/// only; a bin without any takes the mean of all valid ones, a map without any is 0.
blocks::OctTensor style_code(const EncoderFeatures& features, int64_t size);

/// stem 7×7 (zero border), then per level: down 3×3 stride 2 (the first splits into bands, the
/// others are depth-wise), widen 1×1 to twice the channels (the first to channels(1)), mix 3×3;
/// reflected borders, LeakyReLU 0.01 after each (Kwon et al., "AesFA", arXiv 2312.05928).
///
/// picture [N, C, H, W], any H, W > too_small(), with a mask [N, 1, H, W] (1 = valid) or none →
/// EncoderFeatures. A partial encoder reads valid pixels only (the zero border of the stem counts
/// as invalid), what lies under the mask never matters and an all-zero mask gives zeros. A plain
/// one takes no mask: giving one is an error. Parameters: stem, down_1, widen_1, mix_1, down_2, ….
class EncoderImpl : public torch::nn::Cloneable<EncoderImpl> {
 public:
  explicit EncoderImpl(EncoderOptions options);
  void reset() override;
  EncoderFeatures forward(const blocks::MaskedTensor& picture);

  EncoderOptions options;
  blocks::PartialConv2d stem{nullptr};
  blocks::PartialOctConvFirst down_1{nullptr};
  /// down[i] halves level i + 1 to i + 2.
  std::vector<blocks::PartialOctConv> down;
  /// widen[i] and mix[i] belong to level i + 1.
  std::vector<blocks::PartialOctConv> widen;
  std::vector<blocks::PartialOctConv> mix;

 private:
  blocks::MaskedOctTensor halve(const blocks::MaskedTensor& picture);
  blocks::OctTensor halve_plain(const at::Tensor& picture);
  blocks::OctTensor halve_fused(const at::Tensor& picture);
};
TORCH_MODULE(Encoder);

}  // namespace lowlight::models
