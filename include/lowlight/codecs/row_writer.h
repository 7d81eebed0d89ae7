// Photos encoded a few rows at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "lowlight/codecs/image_io.h"
#include "lowlight/core/byte_file.h"
#include "lowlight/imaging/picture_rows.h"

namespace lowlight::codecs {

struct RowEncoder;

/// A file being encoded, from its first row to its last. encode_photo writes all rows at once; what
/// its comment says of pixels, metadata and errors holds here too.
class RowWriter {
 public:
  /// `photo` gives everything but the pixels, which will have `shape`. The file must be empty and
  /// outlive the writer.
  RowWriter(const Photo& photo,
            const imaging::ImageShape& shape,
            const WriteOptions& options,
            ByteFile& file);
  ~RowWriter();

  /// Encodes the next rows. Throws ImageError, and what the file throws.
  void write(const imaging::Image& rows);
  /// Writes what the file still lacks after the last row. Throws like write.
  void finish();
  /// Each says what could not be written.
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  std::vector<std::string> warnings_;
  std::unique_ptr<RowEncoder> encoder_;
};

/// Bytes that an encoder of the format keeps besides the rows that it is given. Only WebP, which is
/// encoded as a whole, keeps any.
int64_t held_bytes(ImageFormat format, const imaging::ImageShape& shape);

}  // namespace lowlight::codecs
