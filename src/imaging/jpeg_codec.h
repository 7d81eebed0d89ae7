// JPEG files through libjpeg-turbo.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lowlight/imaging/image_io.h"

namespace lowlight::imaging {

/// The stored pixels, not turned, and the EXIF data with the orientation as in the file. Throws
/// ImageError.
Photo decode_jpeg(std::span<const uint8_t> bytes,
                  const std::string& name,
                  const ReadOptions& options);

/// photo.image must be u8 with 1 or 3 channels. Throws ImageError where the size is over 65500.
std::vector<uint8_t> encode_jpeg(const Photo& photo, int64_t quality);

}  // namespace lowlight::imaging
