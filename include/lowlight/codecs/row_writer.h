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
/// it says of pixels, metadata and errors holds here too.
class RowWriter {
 public:
  /// `photo` gives all but the pixels, which will have `shape`. The file, which is empty, must
  /// outlive the writer.
  RowWriter(const Photo& photo,
            const imaging::ImageShape& shape,
            const WriteOptions& options,
            ByteFile& file);
  ~RowWriter();

  /// The next rows. Throws ImageError, and what the file throws.
  void write(const imaging::Image& rows);
  /// After the last row: what the file still lacks. Throws like write.
  void finish();
  /// What could not be written, a sentence each.
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  std::vector<std::string> warnings_;
  std::unique_ptr<RowEncoder> encoder_;
};

/// What an encoder of the format keeps of the picture besides the rows that it is given: WebP is
/// encoded as a whole.
int64_t held_bytes(ImageFormat format, const imaging::ImageShape& shape);

}  // namespace lowlight::codecs
