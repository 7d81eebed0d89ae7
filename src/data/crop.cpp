#include "lowlight/data/crop.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "lowlight/core/check.h"
#include "lowlight/core/luma.h"
#include "lowlight/core/problems.h"
#include "lowlight/data/resample.h"

namespace lowlight::data {

void CropOptions::check(Problems& problems) const {
  if (smallest > largest) problems.push_back({"smallest", "must be at most largest"});
}

bool has_content(const at::Tensor& picture, const CropOptions& options) {
  const auto mask = mask_of(picture);
  const double valid = mask.sum().item<double>();
  if (valid == 0 || valid < options.valid * double(mask.numel())) return false;
  const auto luma = lowlight::luma(picture);
  const auto mean = (luma * mask).sum() / valid;
  const double variance = ((luma - mean).square() * mask).sum().item<double>() / valid;
  return std::sqrt(variance) >= options.contrast;
}

at::Tensor crop_at(const at::Tensor& photo, const CropPlace& place, int64_t size) {
  LOWLIGHT_CHECK(photo.dim() == 3 && photo.scalar_type() == at::kByte,
                 "crop: photo must be uint8 [C, H, W], got ",
                 photo.scalar_type(),
                 " ",
                 photo.sizes());
  const int64_t bottom = place.top + place.side, right = place.left + place.side;
  LOWLIGHT_CHECK(place.side > 0 && place.top >= 0 && place.left >= 0 && bottom <= photo.size(1) &&
                     right <= photo.size(2),
                 "crop: the square must lie within the photo, got one of side ",
                 place.side,
                 " at ",
                 place.left,
                 ", ",
                 place.top,
                 " of ",
                 photo.sizes());
  const auto region = photo.slice(1, place.top, bottom).slice(2, place.left, right);
  const auto crop = resized(from_codes(region), size, size).clamp(0, 1);
  return place.mirrored ? crop.flip({2}) : crop;
}

std::optional<CropPlace> random_place(const at::Tensor& photo,
                                      const CropOptions& options,
                                      RandomStream& random) {
  const int64_t height = photo.size(1), width = photo.size(2), shorter = std::min(height, width);
  if (shorter == 0) return std::nullopt;
  for (int64_t attempt = 0; attempt < options.attempts; ++attempt) {
    const double share = random.uniform(options.smallest, options.largest);
    CropPlace place;
    place.side = std::clamp<int64_t>(std::llround(share * double(shorter)), 1, shorter);
    place.top = random.below(height - place.side + 1);
    place.left = random.below(width - place.side + 1);
    place.mirrored = options.flip && random.chance(0.5);
    if (has_content(crop_at(photo, place, options.size), options)) return place;
  }
  return std::nullopt;
}

std::optional<at::Tensor> random_crop(const at::Tensor& photo,
                                      const CropOptions& options,
                                      RandomStream& random) {
  const auto place = random_place(photo, options, random);
  if (!place) return std::nullopt;
  return crop_at(photo, *place, options.size);
}

}  // namespace lowlight::data
