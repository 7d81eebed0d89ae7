#include "data/masked_source.h"

#include <ATen/ATen.h>

#include <utility>

namespace lowlight::data {

MaskedSource::MaskedSource(std::shared_ptr<const PhotoSource> photos, MaskOfPhoto mask)
    : photos_(std::move(photos)), mask_(std::move(mask)) {}

at::Tensor MaskedSource::photo(int64_t i) const {
  const auto photo = photos_->photo(i);
  auto mask = mask_(i, photo);
  if (photo.size(0) == 4) mask = at::minimum(mask, photo.slice(0, 3));
  return at::cat({photo.slice(0, 0, 3), mask});
}

}  // namespace lowlight::data
