// What a run would be, without one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lowlight/training/task.h"
#include "lowlight/training/train_observer.h"
#include "lowlight/training/trainer_options.h"

namespace lowlight::training {

/// What one step takes. Times are of this machine as busy as it is now.
struct DryRunReport {
  /// A tensor of the batch or a parameter of what is trained.
  struct Entry {
    std::string name;
    std::vector<int64_t> shape;
    int64_t bytes = 0;
  };
  std::vector<Entry> batch;
  std::vector<Entry> parameters;
  std::vector<NamedValue> terms;     ///< the loss of the first batch
  std::vector<std::string> skipped;  ///< terms that did not count, and why
  int64_t parameter_count = 0;
  int64_t state_bytes = 0;   ///< weights, gradients, optimiser and average
  int64_t peak_bytes = 0;    ///< most memory the process had by now, 0 where that is not known
  double fetch_seconds = 0;  ///< a batch, made by one thread
  double step_seconds = 0;   ///< losses, gradients and update
  int64_t steps = 0;         ///< how many the whole run has

  /// Tables for people.
  std::string text() const;
};

/// Makes two batches and two steps with a learning rate of 0 (the first warms up) and measures the
/// second. Writes no file; the task's random state moves on.
DryRunReport dry_run(Task& task, const TrainerOptions& options);

}  // namespace lowlight::training
