// One step of training: losses, gradients, update.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "learner.h"
#include "lowlight/training/task.h"
#include "lowlight/training/train_observer.h"
#include "lowlight/training/trainer.h"

namespace lowlight::training {

/// What a step computed.
struct Step {
  at::Tensor total;
  std::vector<LossTerm> terms;
  double gradient_norm = 0;           ///< before clipping
  std::vector<std::string> culprits;  ///< what was not finite; then no weight was changed
};

/// Checks the batch, the losses and the gradients, and updates the weights where all are finite.
Step take_step(Learner& learner, const TrainerOptions& options, const Batch& batch);

/// The terms by name, as numbers.
std::vector<NamedValue> values_of(const std::vector<LossTerm>& terms);

}  // namespace lowlight::training
