#include "lowlight/data/sampling.h"

#include <algorithm>
#include <utility>

#include "lowlight/core/check.h"
#include "lowlight/core/display_name.h"
#include "lowlight/core/error.h"

namespace lowlight::data {
namespace {

constexpr uint64_t kOrderStream = 0x6F72646572;  // apart from the streams of samples
constexpr int kMaxTries = 10;

/// A small set's photo is often drawn again, and is then as it was.
void add_once(const std::string& warning, std::vector<std::string>& warnings) {
  if (std::ranges::find(warnings, warning) == warnings.end()) warnings.push_back(warning);
}

}  // namespace

ShuffledOrder::ShuffledOrder(int64_t count, int64_t batch, uint64_t seed)
    : count_(count),
      samples_per_epoch_(count >= batch ? count - count % batch : count),
      seed_(seed) {
  LOWLIGHT_CHECK(count > 0 && batch > 0,
                 "ShuffledOrder: count and batch must be positive, got ",
                 count,
                 ", ",
                 batch);
}

ShuffledOrder::Place ShuffledOrder::at(int64_t n) const {
  const int64_t epoch = n / samples_per_epoch_;
  const std::lock_guard lock(mutex_);
  if (epoch != epoch_) {
    permutation_ = RandomStream{seed_, kOrderStream, uint64_t(epoch)}.permutation(count_);
    epoch_ = epoch;
  }
  return {epoch, permutation_[size_t(n % samples_per_epoch_)]};
}

DrawnPhoto draw_photo(const PhotoSource& source,
                      int64_t index,
                      RandomStream& random,
                      const std::function<std::string(const at::Tensor&, int64_t)>& usable) {
  DrawnPhoto drawn;
  for (int attempt = 0; attempt < kMaxTries; ++attempt) {
    drawn.index = index;
    drawn.name = display_name(source.name(index));
    try {
      drawn.photo = source.photo(index);
      const auto refused = usable(drawn.photo, index);
      if (refused.empty()) return drawn;
      add_once(drawn.name + ": " + refused, drawn.warnings);
    } catch (const Error& error) {
      add_once(error.what(), drawn.warnings);
    }
    index = random.below(source.size());
  }
  throw DataError("no usable photo in " + std::to_string(kMaxTries) + " tries", drawn.warnings);
}

}  // namespace lowlight::data
