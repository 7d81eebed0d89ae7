// The first directory of a TIFF structure: of a TIFF file or of EXIF data.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "codecs/byte_reader.h"
#include "lowlight/core/byte_file.h"

namespace lowlight::codecs {

namespace tiff_tag {
inline constexpr uint32_t width = 256, height = 257, orientation = 274, xmp = 700, iptc = 33723,
                          icc_profile = 34675;
}  // namespace tiff_tag

struct TiffEntry {
  uint32_t tag = 0;
  uint32_t type = 0;
  uint32_t count = 0;
  /// Where the entry's last four bytes lie: its value or, where that is longer, the value's offset.
  uint64_t offset = 0;
};

/// The bytes that an entry's value takes; values of an unknown type count as single bytes.
uint64_t size_of_value(const TiffEntry& entry);

struct TiffDirectory {
  ByteReader reader;
  std::vector<TiffEntry> entries;
  uint32_t next = 0;  ///< the offset of the next directory; 0 means that there is none
  bool whole = true;  ///< the data do not end before the last entry

  const TiffEntry* find(uint32_t tag) const;
  /// The value of a tag that has one SHORT or LONG; nothing for every other.
  std::optional<uint32_t> number(uint32_t tag) const;
  uint64_t offset_of_value(const TiffEntry& entry) const;
};

/// The first eight bytes of a TIFF structure.
struct TiffHead {
  Endian endian = Endian::big;
  uint64_t directory = 0;  ///< the offset of the first directory
};

/// Throws OutOfData where the bytes do not begin like a TIFF.
TiffHead read_tiff_head(std::span<const uint8_t> bytes);

/// The directory at `start`. Where it breaks off it has the entries that are there, as exiv2 and
/// viewers read it. Throws OutOfData where not even their number lies within the reader's bytes.
TiffDirectory read_tiff_directory(const ByteReader& reader, uint64_t start);

/// The first directory of a whole structure.
TiffDirectory read_tiff_directory(std::span<const uint8_t> bytes);

/// Whether a tag tells how a TIFF file stores its pixels, or holds what is carried apart from EXIF
/// data (XMP, IPTC, the profile).
bool describes_tiff_storage(uint32_t tag);

/// A file in which libtiff appended a picture to EXIF data becomes one picture with these data: the
/// entries of the first directory and of the last one are joined in a new one at the end. Throws
/// OutOfData where the directories are damaged.
void join_tiff_directories(ByteFile& file);

/// Whether libtiff may append a picture to EXIF data: their directories can be walked to the end.
bool can_be_joined(std::span<const uint8_t> exif);

/// The orientation 1 … 8 that a directory names; 1 where it names none.
int orientation_of(const TiffDirectory& directory);

/// The orientation 1 … 8 of EXIF data, which is set to 1 there; 1 for anything unreadable.
int take_orientation(std::span<uint8_t> exif);

}  // namespace lowlight::codecs
