// Training of the enhancer from pairs, wherever they come from.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lowlight/data/sampling.h"
#include "lowlight/models/enhancer.h"
#include "lowlight/tasks/enhancer_objective.h"
#include "lowlight/tasks/pair_source.h"
#include "lowlight/training/task.h"

namespace lowlight::tasks {

/// The network kind that checkpoints of enhancers carry.
inline constexpr const char* kEnhancerNetwork = "enhancer";

/// Pairs to learn from and pairs that are held out; the latter may be missing.
struct TrainingPairs {
  std::shared_ptr<const PairSource> training;
  std::shared_ptr<const PairSource> validation;
};

class EnhancerTask : public training::Task {
 public:
  /// Makes the network from LibTorch's generator: seed that first.
  EnhancerTask(TrainingPairs pairs,
               const models::EnhancerOptions& network,
               const EnhancerWeights& weights,
               int64_t batch,
               int64_t seed);

  torch::nn::Module& network() override { return *network_; }
  training::Sample sample(int64_t n) const override;
  std::vector<LossTerm> losses(const training::Batch& batch) override;
  int64_t validation_size() const override;
  training::Sample validation_sample(int64_t n) const override;
  training::Preview preview(const training::Batch& batch) override;
  io::CheckpointInfo info() const override;
  std::vector<std::string> notes() const override;

 private:
  TrainingPairs pairs_;
  EnhancerWeights weights_;
  uint64_t seed_;
  data::ShuffledOrder order_;
  models::Enhancer network_{nullptr};
};

/// What an enhancer does with a batch of pairs; "target" is shown where the batch has it.
training::Preview enhancer_preview(models::Enhancer& network, const training::Batch& batch);

}  // namespace lowlight::tasks
