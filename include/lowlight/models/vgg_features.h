// Features of VGG networks, for perceptual losses.
#pragma once

#include <torch/nn/cloneable.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/pimpl.h>
#include <array>
#include <string_view>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "lowlight/blocks/padding.h"
#include "lowlight/core/feature_extractor.h"
#include "lowlight/core/problems.h"
#include "lowlight/core/rule.h"

namespace lowlight::models {

enum class VggDepth { vgg16, vgg19 };

/// The names of the values, as users write them.
constexpr auto names_of(VggDepth) {
  return std::to_array<std::pair<VggDepth, std::string_view>>(
      {{VggDepth::vgg16, "vgg16"}, {VggDepth::vgg19, "vgg19"}});
}

/// What happens to a picture in [0, 1] before the first convolution.
enum class VggInput {
  /// Colours enter as they are.
  plain,
  /// Colours go through to_imagenet_units, as torchvision's weights expect.
  imagenet,
  /// Colours go through a 1×1 convolution `colour`, as in the "normalised" weights.
  learned,
};

/// The names of the values, as users write them.
constexpr auto names_of(VggInput) {
  return std::to_array<std::pair<VggInput, std::string_view>>({{VggInput::plain, "plain"},
                                                               {VggInput::imagenet, "imagenet"},
                                                               {VggInput::learned, "learned"}});
}

struct VggOptions {
  VggDepth depth = VggDepth::vgg19;
  VggInput input = VggInput::imagenet;
  std::string deepest_layer = "relu4_1";
  int64_t base_width = 64;
  blocks::PaddingMode padding_mode = blocks::PaddingMode::zeros;
  bool ceil_mode = false;
  int64_t seed = 1;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("depth", self.depth, "which network");
    visit("input", self.input, "what happens to a picture first: plain, imagenet or learned");
    visit("deepest_layer", self.deepest_layer, "last layer that is built, convB_I or reluB_I");
    visit("base_width",
          self.base_width,
          at_least(1),
          "channels of the first block; 64 in published weights");
    visit("padding_mode", self.padding_mode, "border of the convolutions");
    visit("ceil_mode", self.ceil_mode, "whether pooling keeps an incomplete last row and column");
    visit("seed", self.seed, "seed of the random weights, until others are loaded");
  }
  void check(Problems& problems) const;

  bool operator==(const VggOptions&) const = default;
};

/// The options that torchvision's weights were trained with: zero border, ImageNet units.
VggOptions torchvision_vgg(VggDepth depth);
/// The options of the "normalised" VGG19 of AdaIN and AesFA (arXiv 1703.06868): reflected border,
/// incomplete pooling cells kept, a learned 1×1 convolution of the colours first.
VggOptions normalised_vgg19();

/// The least and the greatest value that pictures in [0, 1] have where they reach the first
/// convolution.
std::pair<double, double> input_range(const VggOptions& options);

/// Five blocks of 3×3 convolutions (2, 2, 3, 3, 3 in VGG16, 2, 2, 4, 4, 4 in VGG19; base_width·(1,
/// 2, 4, 8, 8) channels), each with a ReLU, 2×2 maxima between the blocks (Simonyan and Zisserman
/// 2014, arXiv 1409.1556), up to `deepest_layer`.
///
/// Pictures [N, 3, H, W] in [0, 1] → maps of the layers asked for, convB_I before and reluB_I after
/// the ReLU, block B at H/2^(B−1), rounded as `ceil_mode` says. The weights are random from `seed`
/// (He et al. 2015; the same on every machine for one seed) until load_vgg; they are frozen (no
/// gradient), gradients flow to the pictures.
class VggFeaturesImpl : public torch::nn::Cloneable<VggFeaturesImpl>, public FeatureExtractor {
 public:
  explicit VggFeaturesImpl(VggOptions options = {});
  void reset() override;

  std::vector<at::Tensor> features(const at::Tensor& pictures,
                                   const std::vector<std::string>& layers) override;
  std::string description() const override;
  /// Names of the layers that were built, in order.
  std::vector<std::string> layers() const;

  VggOptions options;
  /// Where the weights are from, for description(); "" means random.
  std::string source;
  torch::nn::Conv2d colour{nullptr};
  std::vector<torch::nn::Conv2d> convolutions;

 private:
  void randomise();
};
TORCH_MODULE(VggFeatures);

/// Fills the network from tensors named as in torchvision ("features.N.weight"), as in the
/// normalised VGG ("N.weight") or as here ("conv1_1.weight", …); deeper layers and classifiers in
/// `tensors` are ignored. `source` names their origin, in description() and errors. Missing or
/// misshapen tensors are a CheckpointError that lists them all; the network is then unchanged.
void load_vgg(VggFeatures& network,
              const std::map<std::string, at::Tensor>& tensors,
              const std::string& source);

}  // namespace lowlight::models
