// HEIC and AVIF files through libheif.
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

/// Reads the primary picture of 8 to 16 bits, turned and cut as the file's properties say; what
/// EXIF data say of that is advice only. All rows must be read at once. Maps of gain and depth are
/// left out, with a warning. Throws ImageError, and OutOfData where a box is cut.
std::unique_ptr<RowReader> open_heif(std::span<const uint8_t> bytes,
                                     const std::string& name,
                                     const ReadOptions& options);

/// Rows of 3 or 4 channels are kept and encoded at the end: with 8 bits, or 10 in HEIC and 12 in
/// AVIF, with a warning where the photo's file had more. Throws ImageError.
std::unique_ptr<RowEncoder> make_heif_encoder(const imaging::ImageShape& shape,
                                              const Photo& photo,
                                              const Metadata& metadata,
                                              const std::vector<metadata::Attachment>& attachments,
                                              const WriteOptions& options,
                                              ByteFile& file,
                                              std::vector<std::string>& warnings);

/// Why this build, on this machine, cannot read or write the format; "" where it can.
std::string problem_of_reading_heif(ImageFormat format);
std::string problem_of_writing_heif(ImageFormat format);

/// "libheif 1.15.1", with which this was built, or that there is none.
std::string heif_version();

}  // namespace lowlight::codecs
