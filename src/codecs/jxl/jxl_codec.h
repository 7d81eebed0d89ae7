// JPEG XL files through libjxl.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "codecs/row_encoder.h"
#include "lowlight/codecs/row_reader.h"
#include "lowlight/core/byte_file.h"

namespace lowlight::codecs {

/// Reads a picture, upright, of 8 to 16 bits; float samples become 16 bits. All rows must be read
/// at once. An animation is refused unless options.first. Throws ImageError.
std::unique_ptr<RowReader> open_jxl(std::span<const uint8_t> bytes,
                                    const std::string& name,
                                    const ReadOptions& options);

/// Rows are kept and encoded at the end: without loss where the photo's file was a JPEG XL or WebP
/// without loss, or the quality is 100. Throws ImageError.
std::unique_ptr<RowEncoder> make_jxl_encoder(const imaging::ImageShape& shape,
                                             const Photo& photo,
                                             const Metadata& metadata,
                                             int64_t quality,
                                             ByteFile& file);

/// What the header says; nothing where it is damaged, or this build has no libjxl.
std::optional<ImageHeader> peek_jxl(std::span<const uint8_t> bytes);

/// Why this build, on this machine, cannot read and write the format; "" where it can.
std::string problem_of_jxl();

/// "libjxl 0.7.0", with which this was built, or that there is none.
std::string jxl_version();

}  // namespace lowlight::codecs
