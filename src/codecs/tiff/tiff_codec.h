// TIFF files through libtiff.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "codecs/row_encoder.h"
#include "lowlight/codecs/row_reader.h"
#include "lowlight/core/byte_file.h"

namespace lowlight::codecs {

/// Reads the file's first picture: grey, RGB and palettes of 1 to 16 bits a sample; float samples
/// of [0, 1] become 16 bits, what lies outside is clipped with a warning; CMYK becomes sRGB of 8
/// bits, by the profile, with a warning. The orientation is the file's. Throws ImageError, for
/// float samples that are NaN or infinite too, and OutOfData where the directory is not in the
/// file.
std::unique_ptr<RowReader> open_tiff(std::span<const uint8_t> bytes,
                                     const std::string& name,
                                     const ReadOptions& options);

/// EXIF data that cannot be joined with the picture are left out, with a warning. Throws ImageError
/// where the file would be over 4 GiB.
std::unique_ptr<RowEncoder> make_tiff_encoder(const imaging::ImageShape& shape,
                                              const Metadata& metadata,
                                              ByteFile& file,
                                              std::vector<std::string>& warnings);

}  // namespace lowlight::codecs
