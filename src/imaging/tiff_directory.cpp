#include "tiff_directory.h"

#include <algorithm>

#include "containers.h"

namespace lowlight::imaging {
namespace {

constexpr uint32_t kShort = 3, kLong = 4;

}  // namespace

const TiffEntry* TiffDirectory::find(uint32_t tag) const {
  const auto found = std::ranges::find(entries, tag, &TiffEntry::tag);
  return found == entries.end() ? nullptr : &*found;
}

std::optional<uint32_t> TiffDirectory::number(uint32_t tag) const {
  const TiffEntry* entry = find(tag);
  if (!entry || entry->count != 1) return std::nullopt;
  if (entry->type == kShort) return reader.u16(entry->offset);
  if (entry->type == kLong) return reader.u32(entry->offset);
  return std::nullopt;
}

TiffDirectory read_tiff_directory(std::span<const uint8_t> bytes) {
  TiffDirectory directory{{bytes}, {}, false};
  ByteReader& reader = directory.reader;
  if (reader.u16(0) == 0x4949) reader.endian = Endian::little;
  if (reader.u16(2) != 42) throw OutOfData();
  const uint64_t start = reader.u32(4);
  const uint64_t count = reader.u16(start);
  reader.part(start + 2, count * 12);
  for (uint64_t at = start + 2; at < start + 2 + count * 12; at += 12) {
    directory.entries.push_back({reader.u16(at), reader.u16(at + 2), reader.u32(at + 4), at + 8});
  }
  const uint64_t next = start + 2 + count * 12;
  directory.more_pages = next + 4 <= bytes.size() && reader.u32(next) != 0;
  return directory;
}

Metadata read_tiff_metadata(std::span<const uint8_t> bytes) {
  const TiffDirectory directory = read_tiff_directory(bytes);
  Metadata metadata;
  if (directory.more_pages) {
    metadata.warnings.push_back("only the first picture of the file was read");
  }
  const TiffEntry* profile = directory.find(tiff_tag::icc_profile);
  if (!profile || profile->count <= 4) return metadata;
  try {
    const auto data = directory.reader.part(directory.reader.u32(profile->offset), profile->count);
    metadata.icc_profile.assign(data.begin(), data.end());
  } catch (const OutOfData&) {
    metadata.warnings.push_back("the colour profile is damaged and was left out");
  }
  return metadata;
}

int read_orientation(std::span<const uint8_t> bytes) try {
  const uint32_t orientation = read_tiff_directory(bytes).number(tiff_tag::orientation).value_or(1);
  return orientation >= 1 && orientation <= 8 ? int(orientation) : 1;
} catch (const OutOfData&) {
  return 1;
}

int take_orientation(std::span<uint8_t> exif) {
  const int orientation = read_orientation(exif);
  if (orientation == 1) return 1;
  const TiffDirectory directory = read_tiff_directory(exif);
  const TiffEntry& entry = *directory.find(tiff_tag::orientation);
  const uint64_t size = entry.type == kShort ? 2 : 4;
  for (uint64_t i = 0; i < size; ++i) exif[entry.offset + i] = 0;
  exif[entry.offset + (directory.reader.endian == Endian::big ? size - 1 : 0)] = 1;
  return orientation;
}

}  // namespace lowlight::imaging
