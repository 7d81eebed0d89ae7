// Which photo comes when, and what happens when it cannot be used.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "lowlight/core/random.h"
#include "lowlight/data/photo_source.h"

namespace lowlight::data {

/// The endless order of training samples: epoch by epoch a fresh permutation of {0, …, count − 1},
/// a function of (seed, epoch) alone. Batches never reach over two epochs, so that no batch has a
/// photo twice: the last count mod batch photos of each permutation are left out (unless count <
/// batch).
class ShuffledOrder {
 public:
  ShuffledOrder(int64_t count, int64_t batch, uint64_t seed);

  struct Place {
    int64_t epoch;
    int64_t index;  ///< which photo
  };
  /// The place of sample n ≥ 0. May be called from several threads at once.
  Place at(int64_t n) const;

  int64_t samples_per_epoch() const { return samples_per_epoch_; }

 private:
  int64_t count_;
  int64_t samples_per_epoch_;
  uint64_t seed_;
  mutable std::mutex mutex_;
  mutable int64_t epoch_ = -1;  // the epoch of permutation_
  mutable std::vector<int64_t> permutation_;
};

/// Why random_crop gave nothing.
inline constexpr const char* kNoContent = "shows nothing: black, blank or fully masked";

/// A photo that was drawn, what was made of it, and what was wrong with those tried before.
struct DrawnPhoto {
  at::Tensor photo;                   ///< uint8, as in the source
  int64_t index = 0;                  ///< its number in the source
  std::string name;                   ///< its name as text (core/display_name.h)
  std::vector<std::string> warnings;  ///< a sentence for each photo that was passed over
};

/// Photo `index` of `source`; where it cannot be read or `usable` refuses it, another one drawn by
/// `random`, ten times at most. `usable` gets a photo and its number and returns "" or why not.
/// Throws DataError with all reasons where none was usable.
DrawnPhoto draw_photo(const PhotoSource& source,
                      int64_t index,
                      RandomStream& random,
                      const std::function<std::string(const at::Tensor&, int64_t)>& usable);

}  // namespace lowlight::data
