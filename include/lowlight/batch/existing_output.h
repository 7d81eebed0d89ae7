// What lies at the place of a result already.
#pragma once

#include <filesystem>
#include <string>

namespace lowlight::batch {

enum class ExistingOutputs {
  skip_complete,  ///< one that is whole and not older than its photo is left; others are replaced
  replace,        ///< all are replaced
  keep            ///< none is touched
};

/// Why nothing is to be done for a photo; "" where it is to be worked on. Standard input and output
/// are always worked on.
std::string reason_to_skip(const std::filesystem::path& input,
                           const std::filesystem::path& output,
                           ExistingOutputs existing);

}  // namespace lowlight::batch
