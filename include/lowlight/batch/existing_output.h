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

/// Whether the file begins like a photo and ends as a whole one of its format does: JPEG and PNG
/// with their end marks, WebP after the length it tells, TIFF after all that its first directory
/// points to. What lies between is not read, so this is cheap; it tells a file that was cut off
/// from one that was not. False where it cannot be read.
bool looks_complete(const std::filesystem::path& file);

/// Why nothing is to be done for a photo; "" where it is to be worked on. Standard input and output
/// are always worked on.
std::string reason_to_skip(const std::filesystem::path& input,
                           const std::filesystem::path& output,
                           ExistingOutputs existing);

}  // namespace lowlight::batch
