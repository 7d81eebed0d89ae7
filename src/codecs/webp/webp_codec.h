// WebP files through libwebp.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "codecs/row_encoder.h"
#include "lowlight/codecs/row_reader.h"
#include "lowlight/core/byte_file.h"

namespace lowlight::codecs {

/// All rows must be read at once. Throws ImageError, and OutOfData or RefusedFile where the
/// container is cut or damaged.
std::unique_ptr<RowReader> open_webp(std::span<const uint8_t> bytes,
                                     const std::string& name,
                                     const ReadOptions& options);

/// The rows must be u8 with 3 or 4 channels. They are kept, and encoded at the end. Throws
/// ImageError where a side is longer than limits_of says.
std::unique_ptr<RowEncoder> make_webp_encoder(const imaging::ImageShape& shape,
                                              const Metadata& metadata,
                                              bool lossless,
                                              int64_t quality,
                                              ByteFile& file);

}  // namespace lowlight::codecs
