#include "tasks/unpaired_task.h"

#include <ATen/ATen.h>

#include <utility>

#include "lowlight/core/fields.h"
#include "lowlight/io/options_text.h"
#include "tasks/darkened_pairs.h"
#include "tasks/drawn_crop.h"
#include "tasks/enhancer_task.h"
#include "tasks/feature_task.h"
#include "tasks/photo_sets.h"

namespace lowlight::tasks {
namespace {

constexpr uint64_t kDarkStream = 1;
constexpr uint64_t kBrightStream = 2;
constexpr uint64_t kNeutralStream = 3;
constexpr uint64_t kUnpairedValidationStream = 4;

std::shared_ptr<const Pairs> darkened_held_out(const UnpairedOptions& options) {
  return open_held_out_pairs(
      options.validation,
      {.crop = options.bright_crop, .darkening = options.darkening, .look = {}, .neutral = 1});
}

class UnpairedTask : public FeatureTask {
 public:
  UnpairedTask(const UnpairedOptions& options, int64_t batch, int64_t seed)
      : options_(options),
        seed_(uint64_t(seed)),
        dark_(options.dark, options.dark_crop, batch, {seed_, kDarkStream}),
        bright_(options.bright, options.bright_crop, batch, {seed_, kBrightStream}),
        validation_(darkened_held_out(options)),
        network_(options.network),
        discriminator_(options.discriminator) {
    features_ = make_features(options.features);
    both_.register_module("network", network_.ptr());
    both_.register_module("discriminator", discriminator_.ptr());
  }

  torch::nn::Module& network() override { return *network_; }
  torch::nn::Module& trained() override { return both_; }
  training::Sample sample(int64_t n) const override;
  std::vector<LossTerm> losses(const training::Batch& batch) override;
  int64_t validation_size() const override { return validation_ ? validation_->size() : 0; }
  training::Sample validation_sample(int64_t n) const override {
    return validation_->sample(n, RandomStream{seed_, kUnpairedValidationStream, 0, uint64_t(n)});
  }
  training::Preview preview(const training::Batch& batch) override {
    return enhancer_preview(network_, batch);
  }
  io::CheckpointInfo info() const override;

 private:
  std::string held_out() const override { return validation_ ? validation_->description() : ""; }

  UnpairedOptions options_;
  uint64_t seed_;
  ShuffledCrops dark_, bright_;
  std::shared_ptr<const Pairs> validation_;
  models::Enhancer network_{nullptr};
  models::PatchDiscriminator discriminator_{nullptr};
  torch::nn::Module both_;
};

training::Sample UnpairedTask::sample(int64_t n) const {
  auto sample = two_crops("dark", dark_.at(n), "style", bright_.at(n));
  const bool neutral = RandomStream{seed_, kNeutralStream, uint64_t(n)}.chance(options_.neutral);
  sample.tensors["neutral"] = at::scalar_tensor(neutral, at::kBool);
  return sample;
}

std::vector<LossTerm> UnpairedTask::losses(const training::Batch& batch) {
  const auto& tensors = batch.tensors;
  return unpaired_losses(
      network_,
      discriminator_,
      *features_.extractor,
      {tensors.at("dark"), tensors.at("style"), tensors.at("neutral"), batch.part},
      options_.objective);
}

io::CheckpointInfo UnpairedTask::info() const {
  return {.network = kEnhancerNetwork,
          .options = io::options_to_text(options_.network),
          .data = amount_text(dark_.size(), "dark photos", options_.dark.path) + ", " +
                  amount_text(bright_.size(), "bright ones", options_.bright.path)};
}

}  // namespace

void UnpairedOptions::check(Problems& problems) const {
  require_photos("dark", dark, problems);
  require_photos("bright", bright, problems);
  if (!problems.empty()) return;
  const int64_t least = objective.reduction * models::smallest_side(discriminator);
  if (dark_crop.size < least || bright_crop.size < least) {
    problems.push_back({"dark_crop.size",
                        "and bright_crop.size must be at least " + std::to_string(least) +
                            ", as discriminator.layers and objective.reduction ask"});
  }
}

std::unique_ptr<training::Task> make_task(const UnpairedOptions& options,
                                          int64_t batch,
                                          int64_t seed) {
  return std::make_unique<UnpairedTask>(options, batch, seed);
}

}  // namespace lowlight::tasks
