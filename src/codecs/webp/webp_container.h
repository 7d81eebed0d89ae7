// The metadata in a WebP's chunks.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lowlight/codecs/image_io.h"

namespace lowlight::codecs {

/// Reads the file from its first chunk to its last. Throws OutOfData where it is cut, and
/// RefusedFile where it is an animation.
Metadata read_webp_metadata(std::span<const uint8_t> bytes);

/// `file`, as libwebp's encoder made it, with the metadata added; a WebP holds no IPTC. Throws
/// ImageError where it would be over 4 GiB.
std::vector<uint8_t> with_webp_metadata(std::span<const uint8_t> file, const Metadata& metadata);

}  // namespace lowlight::codecs
