// The first directory of a TIFF structure: of a TIFF file or of EXIF data.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "byte_reader.h"

namespace lowlight::imaging {

namespace tiff_tag {
inline constexpr uint32_t width = 256, height = 257, orientation = 274, icc_profile = 34675;
}  // namespace tiff_tag

struct TiffEntry {
  uint32_t tag = 0;
  uint32_t type = 0;
  uint32_t count = 0;
  uint64_t offset =
      0;  ///< of the entry's value or, where that is longer than 4 bytes, of the value's offset
};

struct TiffDirectory {
  ByteReader reader;
  std::vector<TiffEntry> entries;
  bool more_pages = false;

  const TiffEntry* find(uint32_t tag) const;
  /// The tag's first value, where it is a SHORT or LONG.
  std::optional<uint32_t> number(uint32_t tag) const;
};

/// Throws OutOfData where the structure points outside the data or does not begin like a TIFF.
TiffDirectory read_tiff_directory(std::span<const uint8_t> bytes);

/// The orientation 1 … 8 of a TIFF file or of EXIF data; 1 for anything unreadable.
int read_orientation(std::span<const uint8_t> bytes);

/// The orientation 1 … 8 of EXIF data, which is set to 1 there; 1 for anything unreadable.
int take_orientation(std::span<uint8_t> exif);

}  // namespace lowlight::imaging
