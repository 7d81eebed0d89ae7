// PNG files through libpng.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "containers.h"
#include "lowlight/imaging/image_io.h"

namespace lowlight::imaging {

/// The stored pixels, not turned, and libpng's warnings; no metadata. Throws ImageError.
Photo decode_png(std::span<const uint8_t> bytes, const std::string& name);

/// Throws ImageError.
std::vector<uint8_t> encode_png(const Image& image, const Metadata& metadata);

}  // namespace lowlight::imaging
