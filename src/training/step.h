// One step of training: losses, gradients, update.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "lowlight/training/task.h"
#include "lowlight/training/train_observer.h"
#include "lowlight/training/trainer_options.h"
#include "training/batch_share.h"
#include "training/learner.h"

namespace lowlight::training {

/// What a step computed.
struct Step {
  int64_t number = 0;  ///< 1, 2, …
  at::Tensor total;
  std::vector<LossTerm> terms;  ///< means over the parts and ranks, without a graph
  double learning_rate = 0;
  double gradient_norm = 0;              ///< the norm before clipping
  bool finite = true;                    ///< on all ranks; else no weight was changed
  std::vector<std::string> culprits;     ///< what was not finite, on this rank
  size_t part = 0;                       ///< the first part that may be to blame
  std::vector<io::NamedTensors> random;  ///< random state before each part, as random_state has it
};

/// One update by the mean gradient of `parts`, batches of equal size on the CPU, and of those of
/// the learner's other ranks. Checks the batch before the network sees it, and then losses and
/// gradients at once, so that a GPU is waited for once; updates only where all are finite on all
/// ranks.
Step take_step(Learner& learner, const TrainerOptions& options, const std::vector<Batch>& parts);

/// The terms of a batch on the device, as the trainer weighs them in the learner's next step.
std::vector<LossTerm> losses_of(Learner& learner, const Batch& batch, Precision precision);

/// What this rank computes of a batch (batch_share), next(0), next(1), …, in options.accumulate
/// parts, on the CPU.
std::vector<Batch> parts_of(const TrainerOptions& options,
                            const std::function<Sample(int64_t)>& next,
                            const Ranks& ranks = alone());

/// The terms by name, as numbers.
std::vector<NamedValue> values_of(const std::vector<LossTerm>& terms);

}  // namespace lowlight::training
