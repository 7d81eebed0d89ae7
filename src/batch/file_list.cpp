#include "lowlight/batch/file_list.h"

#include <algorithm>
#include <string>
#include <system_error>

#include "lowlight/batch/standard_stream.h"
#include "lowlight/core/atomic_file.h"
#include "lowlight/core/display_name.h"
#include "lowlight/core/error.h"

namespace lowlight::batch {

namespace fs = std::filesystem;

std::vector<fs::path> parse_file_list(std::string_view text, bool null_separated) {
  const bool nulls = null_separated || text.find('\0') != std::string_view::npos;
  std::vector<std::string_view> entries;
  for (size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find(nulls ? '\0' : '\n', begin), text.size());
    if (end > begin) entries.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  const bool returns = !nulls && std::all_of(entries.begin(), entries.end(), [](auto entry) {
    return entry.ends_with('\r');
  });
  std::vector<fs::path> paths;
  for (auto entry : entries) {
    if (returns) entry.remove_suffix(1);
    if (!entry.empty()) paths.emplace_back(entry);
  }
  return paths;
}

std::vector<fs::path> read_file_list(const fs::path& path, bool null_separated) {
  try {
    const auto bytes = is_standard_stream(path) ? read_standard_input() : read_file(path);
    return parse_file_list({reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                           null_separated);
  } catch (const std::system_error& error) {
    throw ConfigError(display_name(path), {error.code().message()});
  }
}

}  // namespace lowlight::batch
