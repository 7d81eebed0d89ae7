// The fixed network whose features perceptual losses compare.
#pragma once

#include <torch/nn/module.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lowlight/core/feature_extractor.h"
#include "lowlight/models/vgg_features.h"

namespace lowlight::tasks {

enum class FeatureNetwork { vgg, mobilenet_v2, efficientnet_lite0 };

/// The names of the values, as users write them.
constexpr auto names_of(FeatureNetwork) {
  return std::to_array<std::pair<FeatureNetwork, std::string_view>>(
      {{FeatureNetwork::vgg, "vgg"},
       {FeatureNetwork::mobilenet_v2, "mobilenet_v2"},
       {FeatureNetwork::efficientnet_lite0, "efficientnet_lite0"}});
}

struct FeaturesOptions {
  std::string weights;
  FeatureNetwork network = FeatureNetwork::vgg;
  models::VggOptions vgg = models::normalised_vgg19();

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("weights",
          self.weights,
          "safetensors of the network (tools/convert_checkpoint.py), \"\" = random ones");
    visit("network", self.network, "vgg, mobilenet_v2 or efficientnet_lite0");
    visit("vgg", self.vgg, "the structure the weights of a VGG have");
  }
};

/// A network as losses see it and as the module that it is.
struct Features {
  std::shared_ptr<FeatureExtractor> extractor;
  std::shared_ptr<torch::nn::Module> module;
  /// Least and greatest value of pictures in [0, 1] before the first convolution.
  std::pair<double, double> input_range;
};

/// The network with its weights. Throws CheckpointError where they do not fit.
Features make_features(const FeaturesOptions& options);

}  // namespace lowlight::tasks
