// What lies at the place of a result already.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "lowlight/codecs/complete_file.h"

namespace lowlight::batch {

enum class ExistingOutputs {
  skip_complete,  ///< A whole one that is not older than its photo stays; others are replaced.
  replace,        ///< All are replaced.
  keep            ///< No file is touched.
};

/// Why nothing is to be done for a photo, or another file whose results `is_complete` knows; ""
/// where it is to be worked on. Standard input and output are always worked on.
std::string reason_to_skip(
    const std::filesystem::path& input,
    const std::filesystem::path& output,
    ExistingOutputs existing,
    const std::function<bool(const std::filesystem::path&)>& is_complete = codecs::looks_complete);

}  // namespace lowlight::batch
