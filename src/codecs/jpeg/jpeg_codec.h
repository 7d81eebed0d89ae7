// JPEG files through libjpeg-turbo.
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

/// The metadata keep the orientation as it is in the file. Throws ImageError.
std::unique_ptr<RowReader> open_jpeg(std::span<const uint8_t> bytes,
                                     const std::string& name,
                                     const ReadOptions& options);

/// What a JPEG holds besides its pixels.
struct JpegParts {
  Metadata metadata = {};
  ChromaSampling sampling = ChromaSampling::unknown;
  std::vector<metadata::Attachment> attachments = {};
};

/// The rows must be u8 with 1 or 3 channels. What is too long for a JPEG's segments is left out,
/// with a warning. Attachments follow the picture, with an index of those that had one. Throws
/// ImageError where a side is longer than limits_of says.
std::unique_ptr<RowEncoder> make_jpeg_encoder(const imaging::ImageShape& shape,
                                              const JpegParts& parts,
                                              int64_t quality,
                                              ByteFile& file,
                                              std::vector<std::string>& warnings);

}  // namespace lowlight::codecs
