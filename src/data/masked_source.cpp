#include "data/masked_source.h"

#include <ATen/ATen.h>

#include <map>
#include <string>
#include <utility>

#include "data/folder_source.h"
#include "lowlight/codecs/image_io.h"
#include "lowlight/core/error.h"
#include "lowlight/core/luma.h"
#include "lowlight/data/resample.h"
#include "lowlight/imaging/tensor_bridge.h"

namespace lowlight::data {
namespace {

namespace fs = std::filesystem;

at::Tensor mask_in_file(const fs::path& path) {
  const auto mask = imaging::to_rgb8_tensor(codecs::read_photo(path).image);
  return (luma(mask).unsqueeze(0) >= 127.5).to(at::kByte).mul_(255);
}

}  // namespace

MaskedSource::MaskedSource(std::shared_ptr<const PhotoSource> photos, const fs::path& mask_folder)
    : photos_(std::move(photos)) {
  std::multimap<std::string, fs::path> by_stem;
  for (const auto& file : photo_files(mask_folder)) by_stem.emplace(file.stem().string(), file);

  std::vector<std::string> problems;
  for (int64_t i = 0; i < photos_->size(); ++i) {
    const auto stem = fs::path(photos_->name(i)).stem().string();
    const auto count = by_stem.count(stem);
    if (count == 1) {
      masks_.push_back(by_stem.find(stem)->second);
    } else {
      problems.push_back(photos_->name(i) +
                         (count == 0 ? " has no mask" : " has more than one mask"));
    }
  }
  if (!problems.empty()) throw DataError(mask_folder.string(), problems);
}

at::Tensor MaskedSource::photo(int64_t i) const {
  const auto photo = photos_->photo(i);
  const auto& file = masks_.at(size_t(i));
  auto mask = mask_in_file(file);
  if (mask.size(1) != photo.size(1) || mask.size(2) != photo.size(2)) {
    throw DataError(
        file.string(),
        {"is " + std::to_string(mask.size(2)) + "x" + std::to_string(mask.size(1)) +
         ", its photo " + std::to_string(photo.size(2)) + "x" + std::to_string(photo.size(1))});
  }
  if (photo.size(0) == 4) mask = at::minimum(mask, photo.slice(0, 3));
  return at::cat({photo.slice(0, 0, 3), mask});
}

}  // namespace lowlight::data
