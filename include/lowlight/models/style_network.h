// Carries the look of one picture over to another.
#pragma once

#include <torch/nn/cloneable.h>
#include <torch/nn/pimpl.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "lowlight/core/problems.h"
#include "lowlight/core/rule.h"
#include "lowlight/models/decoder.h"
#include "lowlight/models/encoder.h"

namespace lowlight::models {

struct StyleNetworkOptions {
  int64_t levels = 2;
  int64_t base_channels = 64;
  double alpha = 0.5;
  int64_t style_kernel = 3;
  bool partial_style_encoder = false;
  std::array<double, 2> freq_ratio{1.0, 1.0};
  /// Far from the crops that were learned from, the code of a painting tells less of its hand.
  int64_t painting_side = 400;

  EncoderOptions content_encoder() const;
  EncoderOptions style_encoder() const;
  DecoderOptions decoder() const;
  /// Sides of a content must be multiples of this, and at least twice it.
  int64_t multiple() const { return int64_t{2} << levels; }
  /// How far, in pixels, a pixel of the image can see in the content beside the norms, rounded up
  /// to a multiple(): the margin of tiles.
  int64_t reach() const;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("levels", self.levels, in(1, 6), "how often a picture is halved");
    visit("base_channels",
          self.base_channels,
          in(2, 512),
          "channels at full size; doubled at each level");
    visit("alpha", self.alpha, in(0, 1), "share of channels at half size");
    visit("style_kernel",
          self.style_kernel,
          in(1, 15).odd_only(),
          "side of the style code and the predicted kernels");
    visit("partial_style_encoder", self.partial_style_encoder, "whether the style has a mask");
    visit("freq_ratio", self.freq_ratio, "weights of the high and the low band in the picture");
    visit("painting_side",
          self.painting_side,
          in(16, 4096),
          "long side that paintings are shrunk to when it paints; 2.5 times crop.size is good");
  }
  void check(Problems& problems) const;

  bool operator==(const StyleNetworkOptions&) const = default;
};

/// "aesfa": 2 levels, plain style encoder, equal to the published AesFA. "partial_oct": 3 levels,
/// masked style encoder. Another name is a ConfigError that lists the known ones.
StyleNetworkOptions style_network_preset(std::string_view name);

/// The names of all presets.
std::vector<std::string> style_network_presets();

/// All that one forward pass makes.
struct StyleNetworkOutput {
  at::Tensor image;
  at::Tensor image_high;
  at::Tensor image_low;
  blocks::OctTensor style_code;
  EncoderFeatures content_features;
  EncoderFeatures style_features;
};

/// decoder(content encoder(content), kernels predicted from the code of style encoder(style, mask))
/// (Kwon et al., "AesFA: An Aesthetic Feature-Aware Arbitrary Neural Style Transfer", arXiv
/// 2312.05928). Both encoders halve equally often, so that their features can be compared.
///
/// Pictures are normalised (see imagenet.h) or as the weights were trained; the image is in the
/// same units and not clamped. content [N, 3, H, W], H and W as multiple() says (padded_to_multiple
/// makes any size fit); style [N or 1, 3, H', W'] of any size above multiple(), best padded to a
/// multiple of it, too; mask [N or 1, 1, H', W'] for a partial style encoder or none. → image,
/// image_high, image_low [N, 3, H, W].
/// Without gradients the same is computed, up to rounding, by fewer operations and in channels-last
/// layout.
class StyleNetworkImpl : public torch::nn::Cloneable<StyleNetworkImpl> {
 public:
  explicit StyleNetworkImpl(StyleNetworkOptions options = {});
  void reset() override;

  StyleNetworkOutput forward(const at::Tensor& content,
                             const at::Tensor& style,
                             const at::Tensor& mask = {});

  /// The kernels of a style, computed once for any number of contents:
  ///   const auto look = network->encode_style(style); for (…) network->stylize(content, look);
  StyleKernels encode_style(const at::Tensor& style, const at::Tensor& mask = {});
  /// The kernels with the norms of this content in them. Tiles of a content are then painted as the
  /// whole is, all but reach() pixels from borders of a tile that are none of the content:
  ///   const auto fixed = network->with_norms_of(content, look); network->stylize(tile, fixed);
  /// Tiles begin at multiples of multiple().
  StyleKernels with_norms_of(const at::Tensor& content, const StyleKernels& style);
  /// The image alone, from stored kernels.
  at::Tensor stylize(const at::Tensor& content, const StyleKernels& style);

  StyleNetworkOptions options;
  Encoder content_encoder{nullptr};
  Encoder style_encoder{nullptr};
  Decoder decoder{nullptr};

 private:
  EncoderFeatures read_content(const at::Tensor& content);
};
TORCH_MODULE(StyleNetwork);

}  // namespace lowlight::models
