// PNG files through libpng.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "codecs/row_encoder.h"
#include "lowlight/codecs/row_reader.h"
#include "lowlight/core/byte_file.h"

namespace lowlight::codecs {

/// libpng's warnings are the photo's; see open_photo about `release`. Throws ImageError,
/// and OutOfData or RefusedFile where the container is cut or damaged.
std::unique_ptr<RowReader> open_png(std::span<const uint8_t> bytes,
                                    const std::string& name,
                                    const ReadOptions& options,
                                    const std::function<void()>& release);

/// A text that PNG does not allow is left out, with a warning. Throws ImageError.
std::unique_ptr<RowEncoder> make_png_encoder(const imaging::ImageShape& shape,
                                             const Metadata& metadata,
                                             ByteFile& file,
                                             std::vector<std::string>& warnings);

}  // namespace lowlight::codecs
