// Training of the enhancer from dark photos and bright photos of other scenes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lowlight/data/crop.h"
#include "lowlight/data/darkening.h"
#include "lowlight/data/open_photos.h"
#include "lowlight/models/enhancer.h"
#include "lowlight/models/patch_discriminator.h"
#include "lowlight/models/vgg_features.h"
#include "lowlight/tasks/drawn_crop.h"
#include "lowlight/tasks/features.h"
#include "lowlight/tasks/pair_source.h"
#include "lowlight/tasks/unpaired_objective.h"
#include "lowlight/training/task.h"

namespace lowlight::tasks {

struct UnpairedOptions {
  data::PhotosOptions dark;
  data::PhotosOptions bright;
  data::PhotosOptions validation;
  data::CropOptions dark_crop{.contrast = 0.005};
  data::CropOptions bright_crop;
  data::DarkeningOptions darkening;
  double neutral = 0.5;
  models::EnhancerOptions network;
  models::PatchDiscriminatorOptions discriminator{.base_channels = 32, .instance_norm = false};
  FeaturesOptions features;
  UnpairedObjectiveOptions objective;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("dark", self.dark, "dark photos");
    visit("bright", self.bright, "well-lit photos of any other scenes");
    visit("validation",
          self.validation,
          "well-lit photos that are held out and darkened, path = \"\" for none");
    visit("dark_crop", self.dark_crop, "the squares of dark photos");
    visit("bright_crop", self.bright_crop, "the squares of bright and of held-out photos");
    visit("darkening", self.darkening, "how held-out photos are made dark");
    visit("neutral",
          self.neutral,
          "share of samples that learn the stored look, not that of their bright photo");
    visit("network", self.network, "the network");
    visit("discriminator", self.discriminator, "the network that tells bright from enhanced");
    visit("features", self.features, "of the perceptual loss");
    visit("objective", self.objective, "the loss");
  }

  static constexpr const char* kName = "unpaired";
};

std::vector<std::string> problems_of(const UnpairedOptions& options);

/// Samples {dark [3, S, S], style [3, T, T] (of a bright photo), neutral []}. trained() is a module
/// of "network" and "discriminator": one Adam moves both, which, as it keeps each weight's own
/// moments, is an optimiser each at one learning rate; their gradients are clipped together.
class UnpairedTask : public training::Task {
 public:
  /// Opens the photos and makes the networks from LibTorch's generator: seed that first.
  UnpairedTask(const UnpairedOptions& options, int64_t batch, int64_t seed);

  torch::nn::Module& network() override { return *network_; }
  torch::nn::Module& trained() override { return both_; }
  training::Sample sample(int64_t n) const override;
  std::vector<LossTerm> losses(const training::Batch& batch) override;
  int64_t validation_size() const override;
  /// A darkened pair: style = another crop of the target, neutral, and the "target".
  training::Sample validation_sample(int64_t n) const override;
  training::Preview preview(const training::Batch& batch) override;
  io::CheckpointInfo info() const override;
  std::vector<std::string> notes() const override;
  void to(c10::Device device) override;
  std::vector<doctor::NamedModule> fixed_modules() const override;
  std::vector<doctor::InputUnits> units() const override;

 private:
  UnpairedOptions options_;
  uint64_t seed_;
  ShuffledCrops dark_, bright_;
  std::shared_ptr<const PairSource> validation_;
  models::Enhancer network_{nullptr};
  models::PatchDiscriminator discriminator_{nullptr};
  models::VggFeatures features_{nullptr};
  torch::nn::Module both_;
};

std::unique_ptr<training::Task> make_task(const UnpairedOptions& options,
                                          int64_t batch,
                                          int64_t seed);

}  // namespace lowlight::tasks
