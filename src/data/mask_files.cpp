#include "data/mask_files.h"

#include <ATen/ATen.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "data/folder_source.h"
#include "lowlight/codecs/image_io.h"
#include "lowlight/core/error.h"
#include "lowlight/core/luma.h"
#include "lowlight/data/resample.h"
#include "lowlight/imaging/tensor_bridge.h"

namespace lowlight::data {
namespace {

namespace fs = std::filesystem;

/// The mask in a file, for a photo of `height` x `width`.
at::Tensor mask_in_file(const fs::path& path, int64_t height, int64_t width) {
  const auto picture = imaging::to_rgb8_tensor(codecs::read_photo(path).image);
  if (picture.size(1) != height || picture.size(2) != width) {
    throw DataError(
        path.string(),
        {"is " + std::to_string(picture.size(2)) + "x" + std::to_string(picture.size(1)) +
         ", its photo " + std::to_string(width) + "x" + std::to_string(height)});
  }
  return (luma(picture).unsqueeze(0) >= 127.5).to(at::kByte).mul_(255);
}

}  // namespace

MaskOfPhoto masks_in(const fs::path& folder, const PhotoSource& photos) {
  std::multimap<std::string, fs::path> by_stem;
  for (const auto& file : photo_files(folder)) by_stem.emplace(file.stem().string(), file);

  std::vector<fs::path> masks;
  std::vector<std::string> problems;
  for (int64_t i = 0; i < photos.size(); ++i) {
    const auto stem = fs::path(photos.name(i)).stem().string();
    const auto count = by_stem.count(stem);
    if (count == 1) {
      masks.push_back(by_stem.find(stem)->second);
    } else {
      problems.push_back(photos.name(i) +
                         (count == 0 ? " has no mask" : " has more than one mask"));
    }
  }
  if (!problems.empty()) throw DataError(folder.string(), problems);
  return [masks = std::move(masks)](int64_t i, const at::Tensor& photo) {
    return mask_in_file(masks.at(size_t(i)), photo.size(1), photo.size(2));
  };
}

}  // namespace lowlight::data
