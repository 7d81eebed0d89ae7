// PNG, TIFF and WebP files through OpenCV.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lowlight/imaging/image_io.h"

namespace lowlight::imaging {

/// The first call silences OpenCV's log for the whole process: reasons are reported as errors.
/// The stored pixels: not turned for PNG and WebP; OpenCV itself turns TIFF. Throws ImageError.
Image decode_with_opencv(std::span<const uint8_t> bytes,
                         const ImageHeader& header,
                         const std::string& name);

/// The pixels alone as a PNG, TIFF or WebP file (for which they must be u8). Throws ImageError.
std::vector<uint8_t> encode_with_opencv(const Image& image, const WriteOptions& options);

}  // namespace lowlight::imaging
