// Training of the style network: any content, any style.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lowlight/data/crop.h"
#include "lowlight/data/open_photos.h"
#include "lowlight/models/style_network.h"
#include "lowlight/models/vgg_features.h"
#include "lowlight/tasks/drawn_crop.h"
#include "lowlight/tasks/features.h"
#include "lowlight/tasks/style_objective.h"
#include "lowlight/training/task.h"

namespace lowlight::tasks {

struct StylePhotosOptions {
  data::PhotosOptions content;
  data::PhotosOptions style;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("content", self.content, "photos whose content is kept");
    visit("style", self.style, "photos whose look is taken");
  }
};

std::vector<std::string> problems_of(const StylePhotosOptions& options);

struct StyleTaskOptions {
  data::PhotosOptions content;
  data::PhotosOptions style;
  StylePhotosOptions validation;
  data::CropOptions crop{.size = 256, .contrast = 0.02};
  models::StyleNetworkOptions network;
  FeaturesOptions features;
  StyleObjectiveOptions objective;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("content", self.content, "photos whose content is kept");
    visit("style", self.style, "photos whose look is taken");
    visit("validation", self.validation, "photos that are held out, path = \"\" for none");
    visit("crop", self.crop, "the squares that are shown");
    visit("network", self.network, "the network");
    visit("features", self.features, "of the perceptual loss");
    visit("objective", self.objective, "the loss");
  }

  static constexpr const char* kName = "style";
};

std::vector<std::string> problems_of(const StyleTaskOptions& options);

/// Samples {content, style [3, S, S], mask [1, S, S]}: random crops of a photo each of both sets.
/// The mask (alpha, a mask file, or what is not clipped) reaches the network where its style
/// encoder is partial. Held-out content n is shown in the look of held-out style n, beginning again
/// where styles are fewer.
class StyleTask : public training::Task {
 public:
  /// Opens the photos and makes the network from LibTorch's generator: seed that first.
  StyleTask(const StyleTaskOptions& options, int64_t batch, int64_t seed);

  torch::nn::Module& network() override { return *network_; }
  training::Sample sample(int64_t n) const override;
  std::vector<LossTerm> losses(const training::Batch& batch) override;
  int64_t validation_size() const override;
  training::Sample validation_sample(int64_t n) const override;
  training::Preview preview(const training::Batch& batch) override;
  io::CheckpointInfo info() const override;
  std::vector<std::string> notes() const override;
  void to(c10::Device device) override;
  std::vector<doctor::NamedModule> fixed_modules() const override;
  std::vector<doctor::InputUnits> units() const override;

 private:
  StyleBatch pictures_of(const training::Batch& batch) const;

  StyleTaskOptions options_;
  uint64_t seed_;
  ShuffledCrops contents_, styles_;
  std::shared_ptr<const data::PhotoSource> held_out_contents_, held_out_styles_;
  models::StyleNetwork network_{nullptr};
  models::VggFeatures features_{nullptr};
};

std::unique_ptr<training::Task> make_task(const StyleTaskOptions& options,
                                          int64_t batch,
                                          int64_t seed);

}  // namespace lowlight::tasks
