#include "lowlight/data/open_photos.h"

#include <filesystem>

#include "data/clipped_source.h"
#include "data/folder_source.h"
#include "data/masked_source.h"
#include "data/trusted_source.h"
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
  if (!options.masks.empty()) photos = std::make_shared<MaskedSource>(photos, options.masks);
  if (options.clipping >= 0) photos = std::make_shared<ClippedSource>(photos, options.clipping);
  if (options.trusted) photos = std::make_shared<TrustedSource>(photos);
  return photos;
}

}  // namespace lowlight::data
