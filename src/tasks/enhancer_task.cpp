#include "tasks/enhancer_task.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <utility>

#include "lowlight/detection/head_statistics.h"
#include "lowlight/io/options_text.h"

namespace lowlight::tasks {
namespace {

constexpr uint64_t kTrainingStream = 1;
constexpr uint64_t kEnhancerValidationStream = 2;

constexpr size_t kMostRefusedNamed = 100;

/// The name under which the doctor knows the detector.
constexpr const char* kDetector = "detector";

}  // namespace

EnhancerTask::EnhancerTask(std::shared_ptr<const Pairs> pairs,
                           std::shared_ptr<const Pairs> held_out,
                           const models::EnhancerOptions& network,
                           const EnhancerWeights& weights,
                           int64_t batch,
                           int64_t seed)
    : pairs_(std::move(pairs)),
      held_out_(std::move(held_out)),
      weights_(weights),
      seed_(uint64_t(seed)),
      order_(pairs_->size(), batch, seed_),
      network_(network) {
  if (weights.detection.weight > 0) detector_ = models::load_yunet(weights.detection.detector);
}

training::Sample EnhancerTask::sample(int64_t n) const {
  const auto place = order_.at(n);
  return pairs_->sample(
      place.index,
      RandomStream{seed_, kTrainingStream, uint64_t(place.epoch), uint64_t(place.index)});
}

int64_t EnhancerTask::validation_size() const { return held_out_ ? held_out_->size() : 0; }

training::Sample EnhancerTask::validation_sample(int64_t n) const {
  return held_out_->sample(n, RandomStream{seed_, kEnhancerValidationStream, 0, uint64_t(n)});
}

std::vector<LossTerm> EnhancerTask::losses(const training::Batch& batch) {
  const auto& tensors = batch.tensors;
  const auto known = [&](const char* name) {
    const auto found = tensors.find(name);
    return found == tensors.end() ? at::Tensor() : found->second;
  };
  return enhancer_losses(network_,
                         {tensors.at("dark"),
                          tensors.at("style"),
                          tensors.at("target"),
                          tensors.at("neutral"),
                          known("boxes"),
                          known("ignored"),
                          batch.part},
                         weights_,
                         detector_.is_empty() ? nullptr : detector_.get());
}

training::Preview EnhancerTask::preview(const training::Batch& batch) {
  return enhancer_preview(network_, batch);
}

io::CheckpointInfo EnhancerTask::info() const {
  return {.network = kEnhancerNetwork,
          .options = io::options_to_text(network_->options),
          .data = pairs_->description()};
}

std::vector<std::string> EnhancerTask::notes() const {
  std::vector<std::string> notes = {info().data};
  const auto add_refused = [&](const Pairs& pairs) {
    const auto refused = pairs.refused();
    const auto named = std::min(refused.size(), kMostRefusedNamed);
    for (size_t i = 0; i < named; ++i) notes.push_back("left out: " + refused[i]);
    if (named < refused.size())
      notes.push_back("left out: " + std::to_string(refused.size() - named) + " more");
  };
  add_refused(*pairs_);
  if (held_out_) {
    notes.push_back("held out: " + held_out_->description());
    add_refused(*held_out_);
  }
  if (!detector_.is_empty()) notes.push_back("detector: " + detector_->description());
  return notes;
}

std::vector<doctor::NamedModule> EnhancerTask::fixed_modules() const {
  if (detector_.is_empty()) return {};
  return {{kDetector, detector_.get()}};
}

std::vector<doctor::InputUnits> EnhancerTask::units() const {
  if (detector_.is_empty()) return {};
  return {{kDetector, 0, 255}};
}

std::vector<std::pair<std::string, double>> EnhancerTask::figures(
    const training::Batch&, const training::Preview& preview) {
  if (detector_.is_empty()) return {};
  const at::NoGradGuard no_gradients;
  const auto enhanced = detector_->heads(preview.output), bright = detector_->heads(preview.target);
  return {{"heads_apart", detection::logits_apart(enhanced, bright)},
          {"top_score", detection::top_score(enhanced)},
          {"top_score_well_lit", detection::top_score(bright)}};
}

void EnhancerTask::to(c10::Device device) {
  if (!detector_.is_empty()) detector_->to(device);
}

training::Preview enhancer_preview(models::Enhancer& network, const training::Batch& batch) {
  const at::NoGradGuard no_gradients;
  const auto &dark = batch.tensors.at("dark"), &style = batch.tensors.at("style"),
             &neutral = batch.tensors.at("neutral");
  const auto target = batch.tensors.find("target");
  const auto stored = at::ones_like(neutral);
  return {.input = dark,
          .output = predict(network, dark, style, neutral).enhanced.clamp(0, 1),
          .target = target == batch.tensors.end() ? at::Tensor() : target->second,
          .style = style,
          .well_lit = style,
          .well_lit_output = predict(network, style, style, stored).enhanced.clamp(0, 1)};
}

}  // namespace lowlight::tasks
