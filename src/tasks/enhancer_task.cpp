#include "tasks/enhancer_task.h"

#include <ATen/ATen.h>

#include <utility>

#include "lowlight/io/options_text.h"

namespace lowlight::tasks {
namespace {

constexpr uint64_t kTrainingStream = 1;
constexpr uint64_t kEnhancerValidationStream = 2;

}  // namespace

EnhancerTask::EnhancerTask(TrainingPairs pairs,
                           const models::EnhancerOptions& network,
                           const EnhancerWeights& weights,
                           int64_t batch,
                           int64_t seed)
    : pairs_(std::move(pairs)),
      weights_(weights),
      seed_(uint64_t(seed)),
      order_(pairs_.training->size(), batch, seed_),
      network_(network) {}

training::Sample EnhancerTask::sample(int64_t n) const {
  const auto place = order_.at(n);
  return pairs_.training->sample(
      place.index,
      RandomStream{seed_, kTrainingStream, uint64_t(place.epoch), uint64_t(place.index)});
}

int64_t EnhancerTask::validation_size() const {
  return pairs_.validation ? pairs_.validation->size() : 0;
}

training::Sample EnhancerTask::validation_sample(int64_t n) const {
  return pairs_.validation->sample(n,
                                   RandomStream{seed_, kEnhancerValidationStream, 0, uint64_t(n)});
}

std::vector<LossTerm> EnhancerTask::losses(const training::Batch& batch) {
  const auto& tensors = batch.tensors;
  return enhancer_losses(
      network_,
      {tensors.at("dark"), tensors.at("style"), tensors.at("target"), tensors.at("neutral")},
      weights_);
}

training::Preview EnhancerTask::preview(const training::Batch& batch) {
  return enhancer_preview(network_, batch);
}

io::CheckpointInfo EnhancerTask::info() const {
  io::CheckpointInfo info;
  info.network = kEnhancerNetwork;
  info.options = io::options_to_text(network_->options);
  info.data = pairs_.training->description();
  return info;
}

std::vector<std::string> EnhancerTask::notes() const {
  std::vector<std::string> notes = {info().data};
  if (pairs_.validation) notes.push_back("held out: " + pairs_.validation->description());
  return notes;
}

training::Preview enhancer_preview(models::Enhancer& network, const training::Batch& batch) {
  const at::NoGradGuard no_gradients;
  const auto &dark = batch.tensors.at("dark"), &style = batch.tensors.at("style"),
             &neutral = batch.tensors.at("neutral");
  training::Preview preview{
      {"input", dark}, {"output", predict(network, dark, style, neutral).enhanced.clamp(0, 1)}};
  if (batch.tensors.contains("target")) preview.emplace_back("target", batch.tensors.at("target"));
  preview.emplace_back("style", style);
  const auto stored = at::ones_like(neutral);
  preview.emplace_back("well_lit", style);
  preview.emplace_back("well_lit_output",
                       predict(network, style, style, stored).enhanced.clamp(0, 1));
  return preview;
}

}  // namespace lowlight::tasks
