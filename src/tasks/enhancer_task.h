// Training of the enhancer from pairs, wherever they come from.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "lowlight/data/sampling.h"
#include "lowlight/models/enhancer.h"
#include "lowlight/models/yunet.h"
#include "lowlight/tasks/enhancer_objective.h"
#include "lowlight/training/task.h"
#include "tasks/pairs.h"

namespace lowlight::tasks {

/// The network kind that checkpoints of enhancers carry.
inline constexpr const char* kEnhancerNetwork = "enhancer";

class EnhancerTask : public training::Task {
 public:
  /// Learns from `pairs` and is judged by those that are held out, which may be missing. Makes the
  /// network from LibTorch's generator: seed that first. Reads the detector that `weights` ask for
  /// and throws what load_yunet throws.
  EnhancerTask(std::shared_ptr<const Pairs> pairs,
               std::shared_ptr<const Pairs> held_out,
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
  /// With a detector: does it still see natural pictures? The distance of its logits on enhanced
  /// and on well-lit pictures, and the greatest score of each (detection/head_statistics.h).
  std::vector<std::pair<std::string, double>> figures(const training::Batch& batch,
                                                      const training::Preview& preview) override;
  io::CheckpointInfo info() const override;
  std::vector<std::string> notes() const override;
  std::vector<doctor::NamedModule> fixed_modules() const override;
  std::vector<doctor::InputUnits> units() const override;
  void to(c10::Device device) override;

 private:
  std::shared_ptr<const Pairs> pairs_, held_out_;
  EnhancerWeights weights_;
  uint64_t seed_;
  data::ShuffledOrder order_;
  models::Enhancer network_{nullptr};
  models::YuNet detector_{nullptr};  ///< empty where no term asks for one
};

/// What an enhancer does with a batch of pairs; "target" is shown where the batch has it.
training::Preview enhancer_preview(models::Enhancer& network, const training::Batch& batch);

}  // namespace lowlight::tasks
