// A task that trains in a moment, and what a run of it told.
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/linear.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <filesystem>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/random.h"
#include "lowlight/training/task.h"
#include "lowlight/training/train_observer.h"
#include "lowlight/training/trainer.h"

namespace lowlight::test {

using namespace lowlight::training;

inline constexpr float kBadNumber = std::numeric_limits<float>::quiet_NaN();

/// Fits y = 2x with a linear layer and dropout, so that the random state matters. Sample `broken`
/// holds a NaN.
class LineTask : public Task {
 public:
  explicit LineTask(int64_t broken = -1, float value = 0) : broken_(broken), value_(value) {
    torch::manual_seed(1);
    network_ = torch::nn::Linear(4, 1);
  }
  torch::nn::Module& network() override { return *network_; }
  Sample sample(int64_t n) const override {
    RandomStream random{uint64_t(n)};
    const auto x = torch::full({4}, random.uniform(-1, 1), torch::kFloat);
    Sample sample{{{"x", n == broken_ ? torch::full({4}, value_) : x}, {"y", 2 * x.sum()}},
                  {"file " + std::to_string(n)},
                  {}};
    if (n % 2 == 0) sample.warnings.push_back("even sample");
    return sample;
  }
  std::vector<LossTerm> losses(const Batch& batch) override {
    const auto x = torch::dropout(batch.tensors.at("x"), 0.2, network_->is_training());
    const auto error = (network_->forward(x).squeeze(1) - batch.tensors.at("y")).square().mean();
    return {{"error", error, "", ""}, {"extra", torch::zeros({}), "only a test", ""}};
  }
  Preview preview(const Batch& batch) override {
    const auto level = batch.tensors.at("x").mean().abs();
    const auto grey = level.expand({1, 3, 16, 16});
    return {.output = grey, .target = grey};
  }
  int64_t validation_size() const override { return 2; }
  Sample validation_sample(int64_t n) const override { return sample(1001 + 2 * n); }
  io::CheckpointInfo info() const override { return {"line", "{}", 0, "", "none"}; }

 private:
  int64_t broken_;
  float value_;
  torch::nn::Linear network_{nullptr};
};

struct Recorder : TrainObserver {
  void on_start(int64_t step, int64_t, const std::vector<std::string>&) override { started = step; }
  void on_step(const StepReport& report) override { steps.push_back(report); }
  void on_validation(const ValidationReport& report) override { validations.push_back(report); }
  void on_checkpoint(int64_t step, const std::filesystem::path&) override {
    checkpoints.push_back(step);
  }
  void on_health(int64_t step, const doctor::Health& health) override {
    healths.emplace_back(step, health);
  }
  void on_nonfinite(const NonFiniteEvent& event) override { events.push_back(event); }
  void on_warning(const std::string& text) override { warnings.push_back(text); }
  int64_t started = -1;
  std::vector<StepReport> steps;
  std::vector<ValidationReport> validations;
  std::vector<NonFiniteEvent> events;
  std::vector<std::pair<int64_t, doctor::Health>> healths;
  std::vector<int64_t> checkpoints;
  std::vector<std::string> warnings;
};

inline TrainerOptions options(int64_t steps, int64_t workers = 2) {
  TrainerOptions result;
  result.steps = steps;
  result.batch = 3;
  result.checkpoint_every = 4;
  result.average = 0.9;
  result.clip_norm = 1;
  result.schedule.learning_rate = 0.05;
  result.loader.workers = workers;
  result.health_every = 0;
  return result;
}

/// The bytes of the weights and the newest state.
inline std::vector<uint8_t> result_in(const std::filesystem::path& folder, int64_t step) {
  auto bytes = read_file(folder / "weights.safetensors");
  const auto state = read_file(folder / ("state-" + std::to_string(step) + ".safetensors"));
  bytes.insert(bytes.end(), state.begin(), state.end());
  return bytes;
}

}  // namespace lowlight::test
