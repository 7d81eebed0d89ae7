#include "training/batch_loader.h"

#include <algorithm>
#include <utility>

#include "training/batch_share.h"
#include "training/step.h"

namespace lowlight::training {
namespace {

/// One thread, which stacks one batch ahead; none where samples have none.
data::LoaderOptions of_batches(const data::LoaderOptions& of_samples) {
  return {.workers = std::min<int64_t>(1, of_samples.workers), .ahead = 1};
}

}  // namespace

BatchLoader::BatchLoader(const TrainerOptions& options,
                         const Ranks& ranks,
                         std::function<Sample(int64_t)> sample,
                         int64_t first)
    : samples_(std::move(sample), first * batch_share(options, ranks).samples(), options.loader),
      batches_(
          [this, options, &ranks](int64_t) {
            LoadedBatch batch;
            const auto next = [&](int64_t) {
              auto made = samples_.next();
              batch.warnings.insert(
                  batch.warnings.end(), made.warnings.begin(), made.warnings.end());
              return made;
            };
            batch.parts = parts_of(options, next, ranks);
            return batch;
          },
          first,
          of_batches(options.loader)) {}

}  // namespace lowlight::training
