// Photos decoded a few rows at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "lowlight/codecs/image_io.h"
#include "lowlight/imaging/picture_rows.h"

namespace lowlight::codecs {

/// A file being decoded, from its first row to its last. decode_photo reads all rows at once; what
/// its comment says of pixels, metadata and errors holds here too.
struct RowReader {
  virtual ~RowReader() = default;

  /// Writes the next `count` rows, as they are stored and without gaps, to `out`. No more may be
  /// asked for than are left. Throws ImageError.
  virtual void read(uint8_t* out, int64_t count) = 0;

  /// Everything but the pixels. The warnings are complete once the last row is read.
  Photo photo = {};
  /// The stored picture, before it is turned.
  imaging::ImageShape shape = {};
  /// EXIF tag 274, which says how the picture is to be turned.
  int orientation = 1;
  /// The codec knows no single rows (interlaced PNG, WebP), so all must be read in one call.
  bool at_once = false;
  /// Bytes of the picture that the decoder keeps besides the rows that it gives: the coefficients
  /// of a progressive JPEG, all samples of a lossless WebP, a row of tiles.
  int64_t held_bytes = 0;
};

/// Begins to decode a file. The bytes must outlive the reader. `release`, where it is given, is
/// called every few megabytes while the file is searched for metadata and damage, so that mapped
/// bytes that were touched can leave memory. Throws ImageError for what decode_photo says of
/// formats, sizes, headers and metadata.
std::unique_ptr<RowReader> open_photo(std::span<const uint8_t> bytes,
                                      const std::string& name,
                                      const ReadOptions& options = {},
                                      const std::function<void()>& release = {});

/// Stored rows that were turned, and their place in the upright picture.
struct TurnedRows {
  int64_t x = 0;
  int64_t y = 0;
  imaging::Image image;
};

/// The shape of the stored picture once it is upright.
imaging::ImageShape upright_shape(const imaging::ImageShape& stored, int orientation);

/// Turns rows of which the first is row `begin` of a stored picture of `height` rows.
TurnedRows turned_rows(imaging::Image rows, int64_t begin, int64_t height, int orientation);

}  // namespace lowlight::codecs
