// A square of a photo of a set, as a function of the sample's place.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "lowlight/core/random.h"
#include "lowlight/data/crop.h"
#include "lowlight/data/photo_source.h"
#include "lowlight/data/sampling.h"

namespace lowlight::training {

struct DrawnCrop {
  at::Tensor crop;                    ///< [3 or 4, S, S] in [0, 1]
  std::string name;                   ///< of the photo
  std::vector<std::string> warnings;  ///< photos that were passed over and why
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

}  // namespace lowlight::training
