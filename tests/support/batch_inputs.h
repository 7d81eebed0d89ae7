// Files that look like photos from outside, and what a plan says against them.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "lowlight/batch/batch_plan.h"
#include "lowlight/core/error.h"

namespace lowlight::test {

/// Writes a file, which without `content` begins like a PNG, and makes its folder.
inline void put(const std::filesystem::path& path,
                const std::string& content = "\x89PNG\r\n\x1a\n and more") {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << content;
}

/// The problems for which the plan is refused; none where it is made.
inline std::vector<std::string> problems_of(const std::vector<std::filesystem::path>& inputs,
                                            const batch::PlanOptions& options) {
  try {
    batch::plan_batch(inputs, options);
  } catch (const ConfigError& error) {
    return error.problems();
  }
  return {};
}

}  // namespace lowlight::test
