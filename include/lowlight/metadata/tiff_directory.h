// The first directory of a TIFF structure: of a TIFF file, a BigTIFF file or of EXIF data.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "lowlight/core/byte_file.h"
#include "lowlight/metadata/byte_reader.h"

namespace lowlight::metadata {

namespace tiff_tag {
inline constexpr uint32_t subfile = 254, width = 256, height = 257, photometric = 262,
                          orientation = 274, subdirectories = 330, xmp = 700, iptc = 33723,
                          icc_profile = 34675, exif = 34665, gps = 34853, dng_version = 50706;
}  // namespace tiff_tag

struct TiffEntry {
  uint32_t tag = 0;
  uint32_t type = 0;
  uint64_t count = 0;
  /// Where the entry's last bytes lie, four or in a BigTIFF eight: its value or, where that is
  /// longer, the value's offset.
  uint64_t offset = 0;
};

/// The bytes that an entry's value takes; values of an unknown type count as single bytes.
uint64_t size_of_value(const TiffEntry& entry);

struct TiffDirectory {
  ByteReader reader;
  std::vector<TiffEntry> entries;
  uint64_t next = 0;  ///< the offset of the next directory; 0 means that there is none
  bool whole = true;  ///< the data do not end before the last entry
  bool big = false;   ///< of a BigTIFF

  const TiffEntry* find(uint32_t tag) const;
  /// The value of a tag that has one SHORT or LONG, or LONG8 below 2³²; nothing for every other.
  std::optional<uint32_t> number(uint32_t tag) const;
  uint64_t offset_of_value(const TiffEntry& entry) const;
};

/// The first bytes of a TIFF structure: eight or, of a BigTIFF, sixteen.
struct TiffHead {
  Endian endian = Endian::big;
  uint64_t directory = 0;  ///< the offset of the first directory
  bool big = false;
};

/// Throws OutOfData where the bytes do not begin like a TIFF.
TiffHead read_tiff_head(std::span<const uint8_t> bytes);

/// The directory at `start`. Where it breaks off it has the entries that are there, as exiv2 and
/// viewers read it. Throws OutOfData where not even their number lies within the reader's bytes.
TiffDirectory read_tiff_directory(const ByteReader& reader, uint64_t start, bool big = false);

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

/// The EXIF data of a BigTIFF, whose first directory is given, as an ordinary structure: exiv2 and
/// other formats know no other. What does not lie in the file is left out, and so are maker notes,
/// whose offsets nobody can follow, and tags of how pixels are stored.
std::vector<uint8_t> exif_of_big_tiff(const TiffDirectory& directory);

}  // namespace lowlight::metadata
