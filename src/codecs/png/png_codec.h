// PNG files through libpng.
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

/// No metadata. libpng's warnings are the photo's. Throws ImageError.
std::unique_ptr<RowReader> open_png(std::span<const uint8_t> bytes, const std::string& name);

/// Throws ImageError.
std::unique_ptr<RowEncoder> make_png_encoder(const imaging::ImageShape& shape,
                                             const Metadata& metadata,
                                             ByteFile& file);

}  // namespace lowlight::codecs
