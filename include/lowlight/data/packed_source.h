// Photos in one file, for machines that have no decoders and for many small reads.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "lowlight/data/photo_source.h"

namespace lowlight::data {

/// What pack_photos did.
struct PackReport {
  int64_t photos = 0;
  int64_t bytes = 0;
  std::vector<std::string> unreadable;  ///< a sentence for each photo that was left out
};

/// Writes the photos of `source` into one file: safetensors with one uint8 tensor [C, H, W] for
/// each photo, "000000" and so on, its name in the metadata under the same key. Atomic. Photos that
/// cannot be read are left out and reported. Throws DataError where no photo is left. Holds all
/// photos in memory.
PackReport pack_photos(const PhotoSource& source, const std::filesystem::path& path);

/// The photos of a file that pack_photos wrote, in its order.
class PackedSource : public PhotoSource {
 public:
  /// Reads the whole file. Throws CheckpointError where it is damaged, DataError where it holds
  /// something else.
  explicit PackedSource(const std::filesystem::path& path);

  int64_t size() const override { return int64_t(photos_.size()); }
  std::string name(int64_t i) const override { return names_.at(size_t(i)); }
  at::Tensor photo(int64_t i) const override { return photos_.at(size_t(i)); }

 private:
  std::vector<std::string> names_;
  std::vector<at::Tensor> photos_;
};

}  // namespace lowlight::data
