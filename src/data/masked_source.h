// Photos whose alpha says which pixels count.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "lowlight/data/photo_source.h"

namespace lowlight::data {

/// The mask of photo i, of which `photo` (uint8 [3 or 4, H, W]) are the pixels: uint8 [1, H, W],
/// 255 = valid. May be called from several threads at once.
using MaskOfPhoto = std::function<at::Tensor(int64_t i, const at::Tensor& photo)>;

/// The photos of `photos` with their masks as alpha; where a photo has an alpha channel of its own,
/// the smaller of the two counts. So masks travel through crops, flips and packed sets as alpha
/// does.
class MaskedSource : public PhotoSource {
 public:
  MaskedSource(std::shared_ptr<const PhotoSource> photos, MaskOfPhoto mask);

  int64_t size() const override { return photos_->size(); }
  std::string name(int64_t i) const override { return photos_->name(i); }
  /// Throws what the mask throws.
  at::Tensor photo(int64_t i) const override;
  detection::PictureSize whole_size(int64_t i) const override { return photos_->whole_size(i); }

 private:
  std::shared_ptr<const PhotoSource> photos_;
  MaskOfPhoto mask_;
};

}  // namespace lowlight::data
