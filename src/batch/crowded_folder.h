// Folders with very many results.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "batch/places.h"

namespace lowlight::batch {

/// Beyond it file systems and programs that list the folder become slow.
inline constexpr uint64_t kMostResults = 100'000;

inline std::string remark_on_crowd(const std::filesystem::path& folder) {
  return quoted(folder) + " would hold more than " + std::to_string(kMostResults) +
         " results: --spread puts them into 256 subfolders";
}

}  // namespace lowlight::batch
