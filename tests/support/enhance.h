// `enhance` as its users start it, and what it leaves behind. For tests that define
// LOWLIGHT_ENHANCE.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "lowlight/core/atomic_file.h"
#include "support/program.h"

namespace lowlight::test {

inline std::vector<std::string> enhance(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), LOWLIGHT_ENHANCE);
  return arguments;
}

using Contents = std::map<std::string, std::vector<uint8_t>>;

/// Content by path relative to `folder`, of every file below it; none where there is no folder.
inline Contents contents(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  Contents result;
  if (!fs::exists(folder)) return result;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) {
      result[entry.path().lexically_relative(folder)] = read_file(entry.path());
    }
  }
  return result;
}

inline std::set<std::string> files_in(const std::filesystem::path& folder) {
  std::set<std::string> names;
  for (const auto& [name, bytes] : contents(folder)) names.insert(name);
  return names;
}

}  // namespace lowlight::test
