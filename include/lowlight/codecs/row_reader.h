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
/// it says of pixels, metadata and errors holds here too.
struct RowReader {
  virtual ~RowReader() = default;

  /// The next `count` rows as they are stored, one after the other without gaps; no more than are
  /// left. Throws ImageError.
  virtual void read(uint8_t* out, int64_t count) = 0;

  /// All but the pixels; the warnings are complete once the last row is read.
  Photo photo = {};
  /// Of the stored picture, before it is turned.
  imaging::ImageShape shape = {};
  /// How it is to be turned: EXIF tag 274.
  int orientation = 1;
  /// The codec knows no single rows (interlaced PNG, WebP): all must be read in one call.
  bool at_once = false;
  /// What the decoder keeps of the picture besides the rows that it gives: the coefficients of a
  /// progressive JPEG, all samples of a lossless WebP, a row of tiles.
  int64_t held_bytes = 0;
};

/// Begins to decode a file. The bytes must outlive the reader. `release`, where it is given, is
/// called while the file is searched for metadata and damage, every few megabytes: mapped bytes
/// that were touched may leave memory. Throws what decode_photo throws of formats, sizes, headers
/// and metadata.
std::unique_ptr<RowReader> open_photo(std::span<const uint8_t> bytes,
                                      const std::string& name,
                                      const ReadOptions& options = {},
                                      const std::function<void()>& release = {});

/// The place in the upright picture of stored rows.
struct TurnedRows {
  int64_t x = 0;
  int64_t y = 0;
  imaging::Image image;  ///< upright
};

/// The size of the picture when it is upright.
imaging::ImageShape upright_shape(const imaging::ImageShape& stored, int orientation);

/// Stored rows, of which the first is row `begin` of a stored picture of `height` rows, turned.
TurnedRows turned_rows(imaging::Image rows, int64_t begin, int64_t height, int orientation);

}  // namespace lowlight::codecs
