// Photo files made in the test instead of kept beside it.
#pragma once

#include <filesystem>

#include "lowlight/imaging/image_io.h"
#include "support/synthetic_image.h"

namespace lowlight::test {

/// Writes a synthetic picture, in the format that the name asks for, and makes its folder.
inline void write_synthetic_photo(const std::filesystem::path& path,
                                  int64_t width = 24,
                                  int64_t height = 17,
                                  int64_t channels = 3,
                                  imaging::BitDepth depth = imaging::BitDepth::u8) {
  imaging::Photo photo;
  photo.image = synthetic_image(width, height, channels, depth);
  std::filesystem::create_directories(path.parent_path());
  imaging::write_photo(path, photo, {.format = imaging::format_of_name(path).value()});
}

}  // namespace lowlight::test
