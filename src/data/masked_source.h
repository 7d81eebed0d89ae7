// Masks kept in files of their own.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "lowlight/data/photo_source.h"

namespace lowlight::data {

/// The photos of `photos` with a mask file each as alpha: the mask of "a/b.jpg" is the photo file
/// with the stem "b" in `mask_folder` or a folder in it. A mask pixel counts as valid where its
/// luma is at least 128. An alpha channel of the photo itself is joined by and. So masks travel
/// through crops, flips and packed sets as alpha does.
class MaskedSource : public PhotoSource {
 public:
  /// Throws DataError that lists the photos without a mask, and those with more than one.
  MaskedSource(std::shared_ptr<const PhotoSource> photos, const std::filesystem::path& mask_folder);

  int64_t size() const override { return photos_->size(); }
  std::string name(int64_t i) const override { return photos_->name(i); }
  /// Throws DataError where the mask's size is not the photo's.
  at::Tensor photo(int64_t i) const override;
  detection::PictureSize whole_size(int64_t i) const override { return photos_->whole_size(i); }

 private:
  std::shared_ptr<const PhotoSource> photos_;
  std::vector<std::filesystem::path> masks_;
};

}  // namespace lowlight::data
