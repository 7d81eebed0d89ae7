// Squares of photos of a set, as functions of the sample's place.
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <string>
#include <vector>

#include "lowlight/core/random.h"
#include "lowlight/data/crop.h"
#include "lowlight/data/open_photos.h"
#include "lowlight/data/photo_source.h"
#include "lowlight/data/sampling.h"
#include "lowlight/training/task.h"

namespace lowlight::tasks {

struct DrawnCrop {
  at::Tensor crop;                    ///< [3 or 4, S, S] in [0, 1]
  std::string name;                   ///< the photo it is cut from
  std::vector<std::string> warnings;  ///< the photos that were passed over and why
};

/// Which random numbers a set of photos uses: sets that share a seed are drawn apart.
struct SampleStream {
  uint64_t seed = 0;
  uint64_t set = 0;
};

/// A random crop of photo place.index, a function of (stream, place); where the photo cannot be
/// used another one is drawn as data::draw_photo does.
DrawnCrop drawn_crop(const data::PhotoSource& photos,
                     const data::ShuffledOrder::Place& place,
                     const data::CropOptions& options,
                     const SampleStream& stream);

/// The endless crops of a set of photos, in an order shuffled by the stream.
class ShuffledCrops {
 public:
  /// Opens the photos.
  ShuffledCrops(const data::PhotosOptions& photos,
                const data::CropOptions& options,
                int64_t batch,
                const SampleStream& stream);

  /// Crop n ≥ 0, a function of (stream, n). May be called from several threads at once.
  DrawnCrop at(int64_t n) const;
  /// Photos in the set.
  int64_t size() const { return photos_->size(); }

 private:
  std::shared_ptr<const data::PhotoSource> photos_;
  data::CropOptions options_;
  SampleStream stream_;
  data::ShuffledOrder order_;
};

/// A sample of the colours of two crops, by the names given, with the files and warnings of both.
training::Sample two_crops(const std::string& first_name,
                           DrawnCrop first,
                           const std::string& second_name,
                           DrawnCrop second);

}  // namespace lowlight::tasks
