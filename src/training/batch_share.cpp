#include "training/batch_share.h"

#include <string>

#include "lowlight/core/error.h"

namespace lowlight::training {

BatchShare batch_share(const TrainerOptions& options, const Ranks& ranks) {
  const int64_t part = options.batch / options.accumulate, size = ranks.size();
  if (part < size) {
    throw ConfigError("trainer.batch",
                      {"gives each part of the batch " + std::to_string(part) + " samples, fewer " +
                       "than the " + std::to_string(size) + " processes that share them"});
  }
  const auto begin = [&](int64_t rank) { return part * rank / size; };
  const int64_t first = begin(ranks.rank());
  return {options.batch, part, first, begin(ranks.rank() + 1) - first};
}

}  // namespace lowlight::training
