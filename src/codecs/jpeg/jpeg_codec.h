// JPEG files through libjpeg-turbo.
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

/// The metadata have the orientation as in the file. Throws ImageError.
std::unique_ptr<RowReader> open_jpeg(std::span<const uint8_t> bytes,
                                     const std::string& name,
                                     const ReadOptions& options);

/// The rows must be u8 with 1 or 3 channels. What is too long for a JPEG's segments is left out,
/// with a warning in `metadata`. Throws ImageError where a side is over 65500.
std::unique_ptr<RowEncoder> make_jpeg_encoder(const imaging::ImageShape& shape,
                                              Metadata& metadata,
                                              ChromaSampling sampling,
                                              int64_t quality,
                                              ByteFile& file);

}  // namespace lowlight::codecs
