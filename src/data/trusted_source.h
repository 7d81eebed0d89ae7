// Masks made of what a photo knows of its light.
#pragma once

#include <cstdint>
#include <memory>

#include "lowlight/data/photo_source.h"

namespace lowlight::data {

/// imaging::trust_map of a uint8 photo [3 or 4, H, W], with the noise that the photo shows: [1, H,
/// W], 255 = to be trusted. Below 128 noise is above signal or light was cut off.
at::Tensor trust_of(const at::Tensor& photo);

/// The photos of `photos` with `trust_of` as alpha, so that what is not known casts no vote on
/// styles; of an alpha channel of the photo itself the smaller one counts.
class TrustedSource : public PhotoSource {
 public:
  explicit TrustedSource(std::shared_ptr<const PhotoSource> photos);

  int64_t size() const override { return photos_->size(); }
  std::string name(int64_t i) const override { return photos_->name(i); }
  at::Tensor photo(int64_t i) const override;
  detection::PictureSize whole_size(int64_t i) const override { return photos_->whole_size(i); }

 private:
  std::shared_ptr<const PhotoSource> photos_;
};

}  // namespace lowlight::data
