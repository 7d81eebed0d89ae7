#include "lowlight/training/drawn_crop.h"

#include <optional>
#include <utility>

namespace lowlight::training {

DrawnCrop drawn_crop(const data::PhotoSource& photos,
                     const data::ShuffledOrder::Place& place,
                     const data::CropOptions& options,
                     const SampleStream& stream) {
  RandomStream random{stream.seed, stream.set, uint64_t(place.epoch), uint64_t(place.index)};
  std::optional<at::Tensor> crop;
  auto photo = data::draw_photo(photos, place.index, random, [&](const at::Tensor& candidate) {
    crop = data::random_crop(candidate, options, random);
    return crop ? "" : data::kNoContent;
  });
  return {*crop, std::move(photo.name), std::move(photo.warnings)};
}

}  // namespace lowlight::training
