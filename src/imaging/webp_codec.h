// WebP files through libwebp.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lowlight/imaging/image_io.h"

namespace lowlight::imaging {

/// The stored pixels, not turned; no metadata. Throws ImageError.
Photo decode_webp(std::span<const uint8_t> bytes, const std::string& name);

/// The photo with its profile and EXIF data. photo.image must be u8; grey becomes RGB. Throws
/// ImageError where a side is over 16383.
std::vector<uint8_t> encode_webp(const Photo& photo, int64_t quality);

}  // namespace lowlight::imaging
