// Lists of paths, as `find` and `ls` print them.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

namespace lowlight::batch {

/// The paths of a list: each ended by a NUL byte where there is one or `null_separated` says so,
/// else a line each. Empty entries are left out. Where every line ends with a carriage return, it
/// belongs to the line's end. Any other byte is part of a name; there are no comments.
std::vector<std::filesystem::path> parse_file_list(std::string_view text,
                                                   bool null_separated = false);

/// parse_file_list of a file; "-" is standard input. Throws ConfigError where it cannot be read.
std::vector<std::filesystem::path> read_file_list(const std::filesystem::path& path,
                                                  bool null_separated = false);

}  // namespace lowlight::batch
