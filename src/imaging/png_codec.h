// PNG files through libpng.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "containers.h"
#include "lowlight/core/byte_file.h"
#include "lowlight/imaging/row_reader.h"
#include "row_encoder.h"

namespace lowlight::imaging {

/// No metadata. libpng's warnings are the photo's. Throws ImageError.
std::unique_ptr<RowReader> open_png(std::span<const uint8_t> bytes, const std::string& name);

/// Throws ImageError.
std::unique_ptr<RowEncoder> make_png_encoder(const ImageShape& shape,
                                             const Metadata& metadata,
                                             ByteFile& file);

}  // namespace lowlight::imaging
