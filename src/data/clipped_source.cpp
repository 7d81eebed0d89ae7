#include "data/clipped_source.h"

#include <ATen/ATen.h>

#include <utility>

#include "lowlight/core/check.h"

namespace lowlight::data {

at::Tensor unclipped(const at::Tensor& photo, int64_t margin) {
  LOWLIGHT_CHECK(photo.dim() == 3 && photo.size(0) >= 3 && photo.scalar_type() == at::kByte,
                 "unclipped: photo must be uint8 [3 or 4, H, W], got ",
                 photo.scalar_type(),
                 " ",
                 photo.sizes());
  LOWLIGHT_CHECK(margin >= 0 && margin < 128, "unclipped: margin must be 0 to 127, got ", margin);
  const auto brightest = photo.slice(0, 0, 3).amax(0, /*keepdim=*/true);
  return ((brightest > margin) & (brightest < 255 - margin)).to(at::kByte).mul_(255);
}

ClippedSource::ClippedSource(std::shared_ptr<const PhotoSource> photos, int64_t margin)
    : photos_(std::move(photos)), margin_(margin) {}

at::Tensor ClippedSource::photo(int64_t i) const {
  const auto photo = photos_->photo(i);
  auto mask = unclipped(photo, margin_);
  if (photo.size(0) == 4) mask = at::minimum(mask, photo.slice(0, 3));
  return at::cat({photo.slice(0, 0, 3), mask});
}

}  // namespace lowlight::data
