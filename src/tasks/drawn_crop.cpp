#include "tasks/drawn_crop.h"

#include <ATen/ATen.h>

#include <optional>
#include <utility>

namespace lowlight::tasks {

DrawnCrop drawn_crop(const data::PhotoSource& photos,
                     const data::ShuffledOrder::Place& place,
                     const data::CropOptions& options,
                     const SampleStream& stream) {
  RandomStream random{stream.seed, stream.set, uint64_t(place.epoch), uint64_t(place.index)};
  std::optional<at::Tensor> crop;
  auto photo =
      data::draw_photo(photos, place.index, random, [&](const at::Tensor& candidate, int64_t) {
        crop = data::random_crop(candidate, options, random);
        return crop ? "" : data::kNoContent;
      });
  return {*crop, std::move(photo.name), std::move(photo.warnings)};
}

ShuffledCrops::ShuffledCrops(const data::PhotosOptions& photos,
                             const data::CropOptions& options,
                             int64_t batch,
                             const SampleStream& stream)
    : photos_(data::open_photos(photos)),
      options_(options),
      stream_(stream),
      order_(photos_->size(), batch, RandomStream{stream.seed, stream.set}.bits()) {}

DrawnCrop ShuffledCrops::at(int64_t n) const {
  return drawn_crop(*photos_, order_.at(n), options_, stream_);
}

training::Sample two_crops(const std::string& first_name,
                           DrawnCrop first,
                           const std::string& second_name,
                           DrawnCrop second) {
  training::Sample sample;
  sample.tensors[first_name] = first.crop.slice(0, 0, 3);
  sample.tensors[second_name] = second.crop.slice(0, 0, 3);
  sample.files = {std::move(first.name), std::move(second.name)};
  sample.warnings = std::move(first.warnings);
  sample.warnings.insert(sample.warnings.end(), second.warnings.begin(), second.warnings.end());
  return sample;
}

}  // namespace lowlight::tasks
