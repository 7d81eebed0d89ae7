// Photos in folders and lists of files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <list>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "lowlight/data/photo_source.h"

namespace lowlight::data {

struct FolderOptions {
  int64_t long_side = 0;              ///< longer photos are reduced to it; 0 keeps all as they are
  int64_t cache_bytes = 512'000'000;  ///< how much of the decoded photos is kept, those used last
};

/// The photos of a folder and of the folders in it, sorted by path; hidden files and names without
/// a photo's ending are passed over. `path` may also be a text file with one path a line, relative
/// to the text file's folder; empty lines and lines that begin with '#' are passed over. Grey
/// photos become RGB, 16 bits are rounded to 8.
class FolderSource : public PhotoSource {
 public:
  /// Throws DataError where `path` does not exist or names no photo. Opens no photo.
  explicit FolderSource(const std::filesystem::path& path, const FolderOptions& options = {});

  int64_t size() const override { return int64_t(files_.size()); }
  std::string name(int64_t i) const override { return files_.at(size_t(i)).string(); }
  at::Tensor photo(int64_t i) const override;
  detection::PictureSize whole_size(int64_t i) const override;

 private:
  struct Cached {
    int64_t index;
    at::Tensor photo;
  };

  std::vector<std::filesystem::path> files_;
  FolderOptions options_;
  mutable std::mutex mutex_;
  mutable std::list<Cached> recent_;  // front = used last
  mutable std::unordered_map<int64_t, std::list<Cached>::iterator> cached_;
  mutable int64_t cached_bytes_ = 0;
  mutable std::unordered_map<int64_t, detection::PictureSize> whole_sizes_;  // of those read so far
};

/// The photo files that a FolderSource would have, in its order.
std::vector<std::filesystem::path> photo_files(const std::filesystem::path& path);

}  // namespace lowlight::data
