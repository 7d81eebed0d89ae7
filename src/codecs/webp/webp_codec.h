// WebP files through libwebp.
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

/// No metadata; all rows at once. Throws ImageError.
std::unique_ptr<RowReader> open_webp(std::span<const uint8_t> bytes, const std::string& name);

/// The rows must be u8; grey becomes RGB. They are kept, and encoded at the end. Throws ImageError
/// where a side is over 16383.
std::unique_ptr<RowEncoder> make_webp_encoder(const imaging::ImageShape& shape,
                                              const Metadata& metadata,
                                              bool lossless,
                                              int64_t quality,
                                              ByteFile& file);

}  // namespace lowlight::codecs
