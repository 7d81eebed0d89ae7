// Training of the style network: any content, any style.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lowlight/data/crop.h"
#include "lowlight/data/open_photos.h"
#include "lowlight/data/sampling.h"
#include "lowlight/models/style_network.h"
#include "lowlight/models/vgg_features.h"
#include "lowlight/training/style_objective.h"
#include "lowlight/training/task.h"

namespace lowlight::training {

/// The fixed network whose features the perceptual loss compares.
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

struct StyleTaskOptions {
  data::PhotosOptions content;
  data::PhotosOptions style;
  data::CropOptions crop{.size = 256, .contrast = 0.02};
  models::StyleNetworkOptions network;
  FeaturesOptions features;
  StyleObjectiveOptions objective;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("content", self.content, "photos whose content is kept");
    visit("style", self.style, "photos whose look is taken");
    visit("crop", self.crop, "the squares that are shown");
    visit("network", self.network, "the network");
    visit("features", self.features, "of the perceptual loss");
    visit("objective", self.objective, "the loss");
  }

  static constexpr const char* kName = "style";
};

std::vector<std::string> problems_of(const StyleTaskOptions& options);

/// Samples {content, style [3, S, S], mask [1, S, S]}: random crops of a photo each of both sets.
/// The mask (alpha or mask file) reaches the network where its style encoder is partial.
class StyleTask : public Task {
 public:
  /// Opens the photos and makes the network from LibTorch's generator: seed that first.
  StyleTask(const StyleTaskOptions& options, int64_t batch, int64_t seed);

  torch::nn::Module& network() override { return *network_; }
  Sample sample(int64_t n) const override;
  std::vector<LossTerm> losses(const Batch& batch) override;
  Preview preview(const Batch& batch) override;
  io::CheckpointInfo info() const override;
  std::vector<std::string> notes() const override;
  void to(c10::Device device) override;

 private:
  StyleBatch pictures_of(const Batch& batch) const;

  StyleTaskOptions options_;
  uint64_t seed_;
  std::shared_ptr<const data::PhotoSource> contents_, styles_;
  data::ShuffledOrder content_order_, style_order_;
  models::StyleNetwork network_{nullptr};
  models::VggFeatures features_{nullptr};
};

}  // namespace lowlight::training
