// One step of training: losses, gradients, update.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "learner.h"
#include "lowlight/training/task.h"
#include "lowlight/training/train_observer.h"
#include "lowlight/training/trainer.h"

namespace lowlight::training {

/// What a step computed.
struct Step {
  int64_t number = 0;  ///< 1, 2, …
  at::Tensor total;
  std::vector<LossTerm> terms;  ///< means over the parts, without a graph
  double learning_rate = 0;
  double gradient_norm = 0;           ///< before clipping
  std::vector<std::string> culprits;  ///< what was not finite; then no weight was changed
  size_t part = 0;                    ///< in which of the parts
};

/// One update by the mean gradient of `parts`, batches of equal size on the learner's device.
/// Checks each part, its losses and the gradients, and updates only where all are finite.
Step take_step(Learner& learner, const TrainerOptions& options, const std::vector<Batch>& parts);

/// The terms by name, as numbers.
std::vector<NamedValue> values_of(const std::vector<LossTerm>& terms);

}  // namespace lowlight::training
