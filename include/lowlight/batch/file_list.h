// Lists of paths, as `find` and `ls` print them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "lowlight/core/hidden_file.h"

namespace lowlight::batch {

/// The paths of a list: each ended by a NUL byte where there is one or `null_separated` says so,
/// else a line each. Empty entries are left out. Where every line ends with a carriage return, it
/// belongs to the line's end. Any other byte is part of a name; there are no comments.
std::vector<std::filesystem::path> parse_file_list(std::string_view text,
                                                   bool null_separated = false);

/// A list of any length, read a portion at a time. It takes no memory: beyond 4 MB it lies in a
/// file without a name in the folder of `place`.
class FileList {
 public:
  /// "-" is standard input. Throws ConfigError where it cannot be read.
  FileList(const std::filesystem::path& path,
           bool null_separated,
           const std::filesystem::path& place);

  /// How many paths there are.
  int64_t size() const { return size_; }

  /// The next `most` paths, and those after them that are called like the last one but for the
  /// ending, so that the files of a shot that stand together stay together. None at the end.
  std::vector<std::filesystem::path> next(int64_t most);
  /// Begins again.
  void restart() { rest_ = text_; }

 private:
  std::vector<uint8_t> memory_;
  std::unique_ptr<HiddenFile> disk_;
  std::string_view text_, rest_;
  bool nulls_ = false, returns_ = false;
  int64_t size_ = 0;
};

}  // namespace lowlight::batch
