// The batches of a run, one made while another is computed with.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "lowlight/core/ranks.h"
#include "lowlight/data/ordered_loader.h"
#include "lowlight/training/task.h"
#include "lowlight/training/trainer_options.h"

namespace lowlight::training {

/// What this rank computes of a batch, in options.accumulate parts, and what was warned of while
/// its samples were made.
struct LoadedBatch {
  std::vector<Batch> parts;
  std::vector<std::string> warnings;
};

/// Hands out the batches of this rank's samples sample(n), sample(n + 1), …, where n is its first
/// sample of step `first`. The next batch is made and stacked by other threads (options.loader)
/// while this one is computed with. `sample` must be safe to call from several threads. What it
/// throws, next() throws.
class BatchLoader {
 public:
  BatchLoader(const TrainerOptions& options,
              const Ranks& ranks,
              std::function<Sample(int64_t)> sample,
              int64_t first);

  LoadedBatch next() { return batches_.next(); }

 private:
  data::OrderedLoader<Sample> samples_;
  data::OrderedLoader<LoadedBatch> batches_;  // Its thread asks samples_, which must outlive it.
};

}  // namespace lowlight::training
