// Photos written by the test that reads them.
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>

#include "lowlight/imaging/image_io.h"
#include "lowlight/imaging/tensor_bridge.h"

namespace lowlight::test {

/// Writes a picture [C, H, W] (uint8, or float in [0, 1]) as an 8-bit PNG, in a folder made where
/// there is none.
inline void write_png(const std::filesystem::path& path, const at::Tensor& picture) {
  std::filesystem::create_directories(path.parent_path());
  imaging::Photo photo;
  photo.image = imaging::to_image(picture, imaging::BitDepth::u8);
  imaging::write_photo(path, photo, {.format = imaging::ImageFormat::png});
}

}  // namespace lowlight::test
