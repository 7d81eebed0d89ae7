// Features of small classifiers, for perceptual losses.
#pragma once

#include <torch/nn/cloneable.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/pimpl.h>

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lowlight/core/feature_extractor.h"
#include "lowlight/core/rule.h"

namespace lowlight::models {

enum class MobileNetwork {
  /// Sandler et al. 2018, arXiv 1801.04381.
  mobilenet_v2,
  /// EfficientNet-B0 (Tan and Le 2019, arXiv 1905.11946) without squeeze-and-excitation.
  efficientnet_lite0,
};

/// The names of the values, as users write them.
constexpr auto names_of(MobileNetwork) {
  return std::to_array<std::pair<MobileNetwork, std::string_view>>(
      {{MobileNetwork::mobilenet_v2, "mobilenet_v2"},
       {MobileNetwork::efficientnet_lite0, "efficientnet_lite0"}});
}

struct MobileFeaturesOptions {
  MobileNetwork network = MobileNetwork::mobilenet_v2;
  int64_t seed = 1;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("network", self.network, "which network");
    visit("seed", self.seed, "seed of the random weights, until others are loaded");
  }

  bool operator==(const MobileFeaturesOptions&) const = default;
};

/// The least and the greatest value that pictures in [0, 1] have where they reach the first
/// convolution.
std::pair<double, double> input_range(const MobileFeaturesOptions& options);

/// One inverted residual block: a point-wise convolution that widens (not in the first block), a
/// depth-wise one, a point-wise one that narrows; the first two with ReLU6, the last one linear.
struct InvertedResidual {
  torch::nn::Conv2d expand{nullptr};
  torch::nn::Conv2d depthwise{nullptr};
  torch::nn::Conv2d project{nullptr};
  bool adds_input = false;
};

/// A 3×3 convolution of stride 2 ("stem") and the inverted residual blocks of the network, 17 of
/// MobileNetV2, 16 of EfficientNet-lite0; batch normalisation is folded into the convolutions.
///
/// Pictures [N, 3, H, W] in [0, 1] → maps of the layers asked for: "stem", "blockB_expand" (B > 1)
/// and "blockB_depthwise" after their ReLU6, "blockB" after the narrowing convolution and the sum.
/// Borders are zero, as the weights were trained: as wide on all sides in MobileNetV2; where
/// EfficientNet-lite0 halves, K − 2 in all for a K×K kernel, one more right and below than left and
/// above.  The weights are random
/// from `seed` (the same on every machine for one seed) until load_mobile; they are frozen (no
/// gradient), gradients flow to the pictures.
class MobileFeaturesImpl : public torch::nn::Cloneable<MobileFeaturesImpl>,
                           public FeatureExtractor {
 public:
  explicit MobileFeaturesImpl(MobileFeaturesOptions options = {});
  void reset() override;

  std::vector<at::Tensor> features(const at::Tensor& pictures,
                                   const std::vector<std::string>& layers) override;
  std::string description() const override;
  /// Names of all layers, in order.
  std::vector<std::string> layers() const;

  MobileFeaturesOptions options;
  /// Where the weights are from, for description(); "" means random.
  std::string source;
  torch::nn::Conv2d stem{nullptr};
  std::vector<InvertedResidual> blocks;

 private:
  at::Tensor convolved(const torch::nn::Conv2d& convolution, const at::Tensor& map) const;
};
TORCH_MODULE(MobileFeatures);

/// Fills the network from tensors named as in torchvision's MobileNetV2 ("features.N.conv.…") or as
/// in published EfficientNet-lite0 files ("_blocks.N.…"), convolutions with their batch
/// normalisations; deeper layers and classifiers in `tensors` are ignored. `source` names their
/// origin, in description() and errors. Missing or misshapen tensors are a CheckpointError that
/// lists them all; the network is then unchanged.
void load_mobile(MobileFeatures& network,
                 const std::map<std::string, at::Tensor>& tensors,
                 const std::string& source);

}  // namespace lowlight::models
