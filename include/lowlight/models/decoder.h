// Joins a content's features with a style: its convolutions are predicted from the style.
#pragma once

#include <torch/nn/cloneable.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/pimpl.h>

#include <array>
#include <string>
#include <vector>

#include "lowlight/blocks/ada_oct_conv.h"
#include "lowlight/blocks/oct_conv.h"
#include "lowlight/core/problems.h"
#include "lowlight/core/rule.h"

namespace lowlight::models {

struct DecoderOptions {
  int64_t out_channels = 3;
  int64_t levels = 2;
  int64_t base_channels = 64;
  double alpha = 0.5;
  int64_t style_kernel = 3;
  std::array<double, 2> freq_ratio{1.0, 1.0};

  int64_t stages() const { return levels + 1; }
  /// Channels of both bands together that go into stage 1, 2, ….
  int64_t channels(int64_t stage) const { return base_channels << (stages() - stage); }
  /// Channels in each group of a stage's predicted kernels: 4 in the last, 2 in the one before,
  /// else 1 group.
  int64_t group_div(int64_t stage) const;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("out_channels", self.out_channels, at_least(1), "channels of the picture");
    visit("levels", self.levels, in(1, 6), "how often the features are doubled in size");
    visit("base_channels", self.base_channels, in(2, 512), "channels of the last stage");
    visit("alpha", self.alpha, in(0, 1), "share of channels at half size");
    visit("style_kernel",
          self.style_kernel,
          in(1, 15).odd_only(),
          "side of the style code and the predicted kernels");
    visit("freq_ratio", self.freq_ratio, "weights of the high and the low band in the picture");
  }
  void check(Problems& problems) const;

  bool operator==(const DecoderOptions&) const = default;
};

/// The kernels that one style (or a batch of them) gives to every stage: predict once, use for any
/// number of contents.
struct StyleKernels {
  std::vector<blocks::OctKernels> stages;
};

/// The picture and what each band alone makes of it; a band without channels is undefined. Not
/// clamped.
struct DecodedImage {
  at::Tensor image;
  at::Tensor image_high;
  at::Tensor image_low;
};

/// Per stage but the last: adapt (AdaOctConv), narrow 1×1 to half the channels, both bands
/// up-sampled by 2, smooth 3×3 per band. Last stage: adapt, join (1×1, bands → base_channels / 2
/// channels), to_rgb 1×1 of the sum and of each band (Kwon et al., "AesFA", arXiv 2312.05928).
///
/// content: bands of channels(1) at h × w and ⌈h/2⌉ × ⌈w/2⌉, h and w even; kernels of N styles or
/// one → pictures [N, out_channels, h·2^levels, w·2^levels], any real numbers. Parameters: adapt_1,
/// narrow_1, smooth_high_1, smooth_low_1, adapt_2, …, join, to_rgb.
class DecoderImpl : public torch::nn::Cloneable<DecoderImpl> {
 public:
  explicit DecoderImpl(DecoderOptions options);
  void reset() override;

  StyleKernels predict(const blocks::OctTensor& style_code);
  /// The kernels with the norms of this content in them, for contents that are tiles of another.
  StyleKernels with_norms_of(const blocks::OctTensor& content, StyleKernels kernels);
  DecodedImage forward(const blocks::OctTensor& content, const StyleKernels& kernels);

  DecoderOptions options;
  /// Each stage has one.
  std::vector<blocks::AdaOctConv> adapt;
  /// Each stage but the last has one, and one of each of the smooth ones below.
  std::vector<blocks::OctConv> narrow;
  std::vector<torch::nn::Conv2d> smooth_high;
  std::vector<torch::nn::Conv2d> smooth_low;
  blocks::OctConvLast join{nullptr};
  torch::nn::Conv2d to_rgb{nullptr};

 private:
  void add_stage(int64_t stage);
  void check_kernels(const StyleKernels& kernels) const;
  blocks::OctTensor enlarge(const blocks::OctTensor& bands, size_t stage);
  DecodedImage join_to_rgb(const blocks::OctTensor& bands);
};
TORCH_MODULE(Decoder);

}  // namespace lowlight::models
