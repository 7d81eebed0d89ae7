// Photo files made in the test instead of kept beside it.
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>

#include "lowlight/imaging/image_io.h"
#include "lowlight/imaging/tensor_bridge.h"
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

/// Writes a picture [C, H, W] (uint8, or float in [0, 1]) as an 8-bit PNG, in a folder made where
/// there is none.
inline void write_png(const std::filesystem::path& path, const at::Tensor& picture) {
  std::filesystem::create_directories(path.parent_path());
  imaging::Photo photo;
  photo.image = imaging::to_image(picture, imaging::BitDepth::u8);
  imaging::write_photo(path, photo, {.format = imaging::ImageFormat::png});
}

}  // namespace lowlight::test
