// TIFF files through libtiff.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "containers.h"
#include "lowlight/imaging/image_io.h"

namespace lowlight::imaging {

/// The stored pixels, not turned, of the file's first picture, whose size must be that of `header`;
/// no metadata. Grey, RGB and palettes of 1 to 16 bits a sample; float samples of [0, 1] become 16
/// bits, what lies outside is clipped with a warning; CMYK of 8 bits becomes sRGB, by the profile,
/// with a warning. Throws ImageError, for float samples that are NaN or infinite too.
Photo decode_tiff(std::span<const uint8_t> bytes,
                  const ImageHeader& header,
                  std::span<const uint8_t> icc_profile,
                  const std::string& name);

/// EXIF data that cannot be joined with the picture are left out, with a warning in `metadata`.
/// Throws ImageError where the file would be over 4 GiB.
std::vector<uint8_t> encode_tiff(const Image& image, Metadata& metadata);

}  // namespace lowlight::imaging
