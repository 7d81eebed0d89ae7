// Which samples of a batch a rank computes.
#pragma once

#include <cstdint>

#include "lowlight/core/ranks.h"
#include "lowlight/training/trainer_options.h"

namespace lowlight::training {

/// A batch is computed in `accumulate` parts, one after the other, and each part by all ranks at
/// once: rank r of R takes samples ⌊P·r/R⌋ … ⌊P·(r + 1)/R⌋ − 1 of the P of a part.
struct BatchShare {
  int64_t batch = 0;  ///< samples of a step, on all ranks
  int64_t part = 0;   ///< samples of a part, on all ranks
  int64_t first = 0;  ///< the first one here
  int64_t count = 0;  ///< samples of a part, here

  /// Samples of a step, here.
  int64_t samples() const { return batch / part * count; }
  /// The number, in the endless training set, of sample n = 0, 1, … of this rank.
  int64_t number_of(int64_t n) const {
    const int64_t step = n / samples(), within = n % samples();
    return step * batch + within / count * part + first + within % count;
  }
};

/// Throws ConfigError, for trainer.batch, where a rank would have no sample of a part.
BatchShare batch_share(const TrainerOptions& options, const Ranks& ranks);

}  // namespace lowlight::training
