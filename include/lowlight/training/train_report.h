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
  int64_t step = 0;  ///< steps done; of a run that diverged, the step that was not
  std::optional<NonFiniteEvent> nonfinite;  ///< the event that ended a run that diverged
  int64_t skipped = 0;    ///< steps that were skipped because a number was not finite
  int64_t rollbacks = 0;  ///< how often the run went back for that reason

  /// One line for people; all that is known where the run diverged.
  std::string summary() const;
};

}  // namespace lowlight::training
