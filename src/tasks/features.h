// The fixed network whose features perceptual losses compare.
#pragma once

#include <string>
#include <vector>

#include "lowlight/models/vgg_features.h"

namespace lowlight::tasks {

struct FeaturesOptions {
  std::string weights;
  models::VggOptions vgg = models::normalised_vgg19();

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("weights",
          self.weights,
          "safetensors of a VGG (tools/convert_checkpoint.py), \"\" = random ones");
    visit("vgg", self.vgg, "the structure the weights have");
  }
};

/// The network with its weights. Throws CheckpointError where they do not fit.
models::VggFeatures make_features(const FeaturesOptions& options);

}  // namespace lowlight::tasks
