// Masks made of what the camera could not record.
#pragma once

#include <cstdint>
#include <memory>

#include "lowlight/data/photo_source.h"

namespace lowlight::data {

/// Mask [1, H, W] of a uint8 photo [3 or 4, H, W], 255 = valid: a pixel is not valid where a
/// channel is within `margin` codes of 255 (burnt) or all three are within it of 0 (black).
at::Tensor unclipped(const at::Tensor& photo, int64_t margin);

/// The photos of `photos` with `unclipped` as alpha; an alpha channel of the photo itself is joined
/// by and.
class ClippedSource : public PhotoSource {
 public:
  ClippedSource(std::shared_ptr<const PhotoSource> photos, int64_t margin);

  int64_t size() const override { return photos_->size(); }
  std::string name(int64_t i) const override { return photos_->name(i); }
  at::Tensor photo(int64_t i) const override;
  detection::PictureSize whole_size(int64_t i) const override { return photos_->whole_size(i); }

 private:
  std::shared_ptr<const PhotoSource> photos_;
  int64_t margin_;
};

}  // namespace lowlight::data
