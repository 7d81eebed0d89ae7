// How a training run went.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lowlight/training/train_observer.h"

namespace lowlight::training {

enum class Outcome { finished, interrupted, diverged };

/// How a run went.
struct TrainReport {
  Outcome outcome = Outcome::finished;
  int64_t step = 0;  ///< steps done; where the run diverged, the one that was not
  std::optional<Divergence> divergence;  ///< that ended the run
  int64_t skipped = 0;    ///< steps of the run that were skipped because a number was not finite
  int64_t rollbacks = 0;  ///< how often the run went back for that reason

  /// For people: one line, or where the run diverged all that is known.
  std::string summary() const;
};

}  // namespace lowlight::training
