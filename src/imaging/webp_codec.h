// WebP files through libwebp.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "containers.h"
#include "lowlight/imaging/image_io.h"

namespace lowlight::imaging {

/// The stored pixels, not turned; no metadata. Throws ImageError.
Photo decode_webp(std::span<const uint8_t> bytes, const std::string& name);

/// The image must be u8; grey becomes RGB. Throws ImageError where a side is over 16383.
std::vector<uint8_t> encode_webp(const Image& image,
                                 const Metadata& metadata,
                                 bool lossless,
                                 int64_t quality);

}  // namespace lowlight::imaging
