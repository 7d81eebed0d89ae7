#include "lowlight/data/open_photos.h"

#include <filesystem>
#include <utility>

#include "data/folder_source.h"
#include "data/mask_files.h"
#include "data/masked_source.h"
#include "data/photo_trust.h"
#include "data/unclipped.h"
#include "lowlight/data/packed_source.h"

namespace lowlight::data {

std::shared_ptr<const PhotoSource> open_photos(const PhotosOptions& options) {
  std::shared_ptr<const PhotoSource> photos;
  if (std::filesystem::path(options.path).extension() == ".safetensors") {
    photos = std::make_shared<PackedSource>(options.path);
  } else {
    photos = std::make_shared<FolderSource>(
        options.path,
        FolderOptions{.long_side = options.long_side, .cache_bytes = options.cache_bytes});
  }
  const auto mask = [&](MaskOfPhoto of) {
    photos = std::make_shared<MaskedSource>(photos, std::move(of));
  };
  if (!options.masks.empty()) mask(masks_in(options.masks, *photos));
  if (options.clipping >= 0) {
    mask([margin = options.clipping](int64_t, const at::Tensor& photo) {
      return unclipped(photo, margin);
    });
  }
  if (options.trusted) mask([](int64_t, const at::Tensor& photo) { return trust_of(photo); });
  return photos;
}

}  // namespace lowlight::data
