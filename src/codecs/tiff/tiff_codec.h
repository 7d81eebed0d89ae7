// TIFF files through libtiff.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "codecs/containers.h"
#include "codecs/row_encoder.h"
#include "lowlight/codecs/row_reader.h"
#include "lowlight/core/byte_file.h"

namespace lowlight::codecs {

/// The file's first picture, whose size must be that of `header`; no metadata. Grey, RGB and
/// palettes of 1 to 16 bits a sample; float samples of [0, 1] become 16 bits, what lies outside is
/// clipped with a warning; CMYK of 8 bits becomes sRGB, by the profile, with a warning. Throws
/// ImageError, for float samples that are NaN or infinite too.
std::unique_ptr<RowReader> open_tiff(std::span<const uint8_t> bytes,
                                     const ImageHeader& header,
                                     std::span<const uint8_t> icc_profile,
                                     const std::string& name);

/// EXIF data that cannot be joined with the picture are left out, with a warning in `metadata`.
/// Throws ImageError where the file would be over 4 GiB.
std::unique_ptr<RowEncoder> make_tiff_encoder(const imaging::ImageShape& shape,
                                              Metadata& metadata,
                                              ByteFile& file);

}  // namespace lowlight::codecs
