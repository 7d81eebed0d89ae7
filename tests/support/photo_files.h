// Photo files made in the test instead of kept beside it.
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <utility>

#include "lowlight/codecs/image_io.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "support/synthetic_image.h"

namespace lowlight::test {

/// A photo of these pixels and nothing else.
inline codecs::Photo photo_of(imaging::Image image) {
  codecs::Photo photo;
  photo.image = std::move(image);
  return photo;
}

/// Writes a synthetic picture, in the format that the name asks for, and makes its folder.
inline void write_synthetic_photo(const std::filesystem::path& path,
                                  int64_t width = 24,
                                  int64_t height = 17,
                                  int64_t channels = 3,
                                  imaging::BitDepth depth = imaging::BitDepth::u8) {
  const auto photo = photo_of(synthetic_image(width, height, channels, depth));
  std::filesystem::create_directories(path.parent_path());
  codecs::write_photo(path, photo, {.format = codecs::format_of_name(path).value()});
}

/// Writes a picture [C, H, W] (uint8, or float in [0, 1]) as an 8-bit PNG, in a folder made where
/// there is none.
inline void write_png(const std::filesystem::path& path, const at::Tensor& picture) {
  std::filesystem::create_directories(path.parent_path());
  const auto photo = photo_of(imaging::to_image(picture, imaging::BitDepth::u8));
  codecs::write_photo(path, photo, {.format = codecs::ImageFormat::png});
}

}  // namespace lowlight::test
