// The file of a photo that is read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "lowlight/core/hidden_file.h"

namespace lowlight::batch {

/// Its bytes in memory, or on disk: a large file is copied into one without a name, which nobody
/// can cut while it is being decoded, and the system reads what is touched.
class InputFile {
 public:
  /// A file of more than `most_in_memory` bytes is copied into the folder of `place`; standard
  /// input always stays in memory. Throws std::system_error.
  InputFile(const std::filesystem::path& path,
            int64_t most_in_memory,
            const std::filesystem::path& place);

  std::span<const uint8_t> bytes() const { return bytes_; }
  int64_t bytes_in_memory() const { return int64_t(memory_.size()); }
  std::string sha256() const;

  /// Gives memory back that the bytes took as they were touched.
  void release() const {
    if (disk_) disk_->release_view();
  }

 private:
  std::vector<uint8_t> memory_;
  std::unique_ptr<HiddenFile> disk_;
  std::span<const uint8_t> bytes_;
};

}  // namespace lowlight::batch
