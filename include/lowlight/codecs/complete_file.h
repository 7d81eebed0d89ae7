// Telling a photo file that was cut off from one that was not.
#pragma once

#include <filesystem>

namespace lowlight::codecs {

/// Whether the file begins like a photo and ends as a whole one of its format does: JPEG and PNG
/// with their end marks, WebP after the length it tells, TIFF after all that its first directory
/// points to. What lies between is not read, so this is cheap. A file that
/// cannot be read is not complete.
bool looks_complete(const std::filesystem::path& file);

}  // namespace lowlight::codecs
