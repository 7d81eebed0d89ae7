#include "lowlight/data/open_photos.h"

#include <filesystem>

#include "data/clipped_source.h"
#include "data/folder_source.h"
#include "data/masked_source.h"
#include "lowlight/data/packed_source.h"

namespace lowlight::data {

std::vector<std::string> problems_of(const PhotosOptions& options) {
  std::vector<std::string> problems;
  if (options.clipping < -1 || options.clipping > 127)
    problems.push_back("clipping must be -1 or from 0 to 127");
  if (options.long_side < 0) problems.push_back("long_side must be at least 0");
  if (options.cache_bytes < 0) problems.push_back("cache_bytes must be at least 0");
  return problems;
}

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
  return photos;
}

}  // namespace lowlight::data
