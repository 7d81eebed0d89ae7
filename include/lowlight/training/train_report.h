// How a training run went.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lowlight/training/train_observer.h"

namespace lowlight::training {

enum class Outcome { finished, interrupted, diverged };

/// The step at which a number was not finite any more. Its update was not made.
struct Divergence {
  std::vector<std::string>
      culprits;  ///< "batch tensor dark", "loss term ssim", "gradient of head.weight"
  std::vector<NamedValue> terms;
  std::vector<std::string> files;  ///< of the batch
};

/// How a run went.
struct TrainReport {
  Outcome outcome = Outcome::finished;
  int64_t step = 0;  ///< steps done; where the run diverged, the one that was not
  std::optional<Divergence> divergence;

  /// For people: one line, or where the run diverged all that is known.
  std::string summary() const;
};

}  // namespace lowlight::training
