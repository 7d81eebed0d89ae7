// Decoded photos in few large files, for machines that have no decoders and for speed.
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
  int64_t shards = 0;
  std::vector<std::string> unreadable;  ///< a sentence for each photo that was left out
  std::vector<int64_t> left_out;        ///< the same photos, by their places in the source
};

/// Bytes of photos after which the next shard begins.
inline constexpr int64_t kShardBytes = 500'000'000;

/// Writes the photos of `source` into `path` ("photos.safetensors") and, where they are more than
/// `shard_bytes`, into "photos.2.safetensors" and so on. A shard is safetensors with one uint8
/// tensor [C, H, W] for each photo, "000000" and so on, its name in the metadata under the same
/// key (as text: core/display_name.h) and, where it was reduced on reading, its whole size, "whole
/// 000000" = "1600x1067"; all but the last have the metadata "more" = "true". Holds
/// one shard in memory. What was packed under this name before is removed first. Photos that cannot
/// be read are left out and reported. Throws DataError where no photo is left.
PackReport pack_photos(const PhotoSource& source,
                       const std::filesystem::path& path,
                       int64_t shard_bytes = kShardBytes);

/// The photos that pack_photos wrote, in its order. The files are mapped into memory
/// (io/mapped_bytes.h): a set may be larger than it.
class PackedSource : public PhotoSource {
 public:
  /// Throws CheckpointError where a shard is missing or damaged, DataError where it holds something
  /// else.
  explicit PackedSource(const std::filesystem::path& path);

  int64_t size() const override { return int64_t(photos_.size()); }
  std::string name(int64_t i) const override { return names_.at(size_t(i)); }
  at::Tensor photo(int64_t i) const override { return photos_.at(size_t(i)); }
  detection::PictureSize whole_size(int64_t i) const override { return whole_.at(size_t(i)); }

 private:
  std::vector<std::string> names_;
  std::vector<at::Tensor> photos_;
  std::vector<detection::PictureSize> whole_;
};

}  // namespace lowlight::data
