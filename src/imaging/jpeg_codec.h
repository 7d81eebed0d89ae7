// JPEG files through libjpeg-turbo.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "containers.h"
#include "lowlight/imaging/image_io.h"

namespace lowlight::imaging {

/// The stored pixels, not turned, and the metadata with the orientation as in the file. Throws
/// ImageError.
Photo decode_jpeg(std::span<const uint8_t> bytes,
                  const std::string& name,
                  const ReadOptions& options);

/// The image must be u8 with 1 or 3 channels. What is too long for a JPEG's segments is left out,
/// with a warning in `metadata`. Throws ImageError where a side is over 65500.
std::vector<uint8_t> encode_jpeg(const Image& image,
                                 Metadata& metadata,
                                 ChromaSampling sampling,
                                 int64_t quality);

}  // namespace lowlight::imaging
