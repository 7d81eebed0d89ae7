#include "lowlight/metadata/tiff_directory.h"

#include <algorithm>
#include <array>

namespace lowlight::metadata {
namespace {

constexpr uint32_t kShort = 3, kLong = 4, kLong8 = 16;
constexpr uint32_t kClassic = 42, kBig = 43;

// EXIF data never have so many; a chain that is longer is a circle.
constexpr int kMostDirectories = 16;

void append_number(std::vector<uint8_t>& out, uint64_t value, int bytes, Endian endian) {
  for (int i = 0; i < bytes; ++i) {
    out.push_back(uint8_t(value >> 8 * (endian == Endian::big ? bytes - 1 - i : i)));
  }
}

TiffDirectory last_after(TiffDirectory directory) {
  for (int hops = 0; directory.next != 0 && directory.whole; ++hops) {
    if (hops > kMostDirectories) throw OutOfData();
    directory = read_tiff_directory(directory.reader, directory.next, directory.big);
  }
  if (!directory.whole) throw OutOfData();
  return directory;
}

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
  if (entry->type == kLong8 && reader.u64(entry->offset) <= UINT32_MAX) {
    return uint32_t(reader.u64(entry->offset));
  }
  return std::nullopt;
}

uint64_t TiffDirectory::offset_of_value(const TiffEntry& entry) const {
  const uint64_t room = big ? 8 : 4;
  if (size_of_value(entry) <= room) return entry.offset;
  return big ? reader.u64(entry.offset) : reader.u32(entry.offset);
}

uint64_t size_of_value(const TiffEntry& entry) {
  constexpr std::array<uint64_t, 19> kBytesOfType = {
      1, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 1, 1, 8, 8, 8};
  const uint64_t bytes = entry.type < kBytesOfType.size() ? kBytesOfType[entry.type] : 1;
  // No file is so long; the product must not wrap round.
  return entry.count > UINT64_MAX / 16 ? UINT64_MAX / 2 : entry.count * bytes;
}

TiffHead read_tiff_head(std::span<const uint8_t> bytes) {
  ByteReader reader{bytes};
  if (reader.u16(0) == 0x4949) reader.endian = Endian::little;
  const uint32_t version = reader.u16(2);
  if (version == kClassic) return {reader.endian, reader.u32(4)};
  if (version != kBig || reader.u16(4) != 8) throw OutOfData();
  return {reader.endian, reader.u64(8), true};
}

TiffDirectory read_tiff_directory(const ByteReader& reader, uint64_t start, bool big) {
  TiffDirectory directory{.reader = reader, .entries = {}, .big = big};
  const uint64_t count_bytes = big ? 8 : 2, entry_bytes = big ? 20 : 12, word = big ? 8 : 4;
  const uint64_t count = big ? reader.u64(start) : reader.u16(start);
  constexpr uint64_t kMost = 65535;
  if (count > kMost) throw OutOfData();
  const uint64_t next = start + count_bytes + count * entry_bytes;
  directory.whole = next <= reader.end();
  const auto number = [&](uint64_t at) { return big ? reader.u64(at) : reader.u32(at); };
  for (uint64_t at = start + count_bytes; at + entry_bytes <= std::min(next, reader.end());
       at += entry_bytes) {
    directory.entries.push_back(
        {reader.u16(at), reader.u16(at + 2), number(at + 4), at + entry_bytes - word});
  }
  if (next + word <= reader.end()) directory.next = number(next);
  return directory;
}

TiffDirectory read_tiff_directory(std::span<const uint8_t> bytes) {
  const TiffHead head = read_tiff_head(bytes);
  return read_tiff_directory({bytes, head.endian}, head.directory, head.big);
}

bool describes_tiff_storage(uint32_t tag) {
  constexpr std::array<uint32_t, 36> kTags = {
      254, 255, 256, 257, 258, 259, 262, 263, 264, 265, 266, 273, 274, 277, 278, 279, 284,   317,
      320, 322, 323, 324, 325, 330, 338, 339, 347, 512, 513, 529, 530, 531, 532, 700, 33723, 34675};
  return std::ranges::find(kTags, tag) != kTags.end();
}

bool can_be_joined(std::span<const uint8_t> exif) try {
  last_after(read_tiff_directory(exif));
  return true;
} catch (const OutOfData&) {
  return false;
}

void join_tiff_directories(ByteFile& file) {
  const TiffDirectory exif = read_tiff_directory(file.view());
  const Endian endian = exif.reader.endian;
  const TiffDirectory picture = last_after(exif);
  std::vector<TiffEntry> entries = picture.entries;
  for (const TiffEntry& entry : exif.entries) {
    if (!describes_tiff_storage(entry.tag) && !picture.find(entry.tag)) entries.push_back(entry);
  }
  std::ranges::sort(entries, {}, &TiffEntry::tag);

  std::vector<uint8_t> table;
  append_number(table, entries.size(), 2, endian);
  for (const TiffEntry& entry : entries) {
    const auto bytes = exif.reader.part(entry.offset - 8, 12);
    table.insert(table.end(), bytes.begin(), bytes.end());
  }
  append_number(table, 0, 4, endian);
  const uint64_t at = (file.size() + 1) / 2 * 2;
  std::vector<uint8_t> start;
  append_number(start, at, 4, endian);
  file.write(at, table);
  file.write(4, start);
}

int orientation_of(const TiffDirectory& directory) {
  const uint32_t orientation = directory.number(tiff_tag::orientation).value_or(1);
  return orientation >= 1 && orientation <= 8 ? int(orientation) : 1;
}

int take_orientation(std::span<uint8_t> exif) try {
  const TiffDirectory directory = read_tiff_directory(exif);
  const int orientation = orientation_of(directory);
  if (orientation == 1) return 1;
  const TiffEntry& entry = *directory.find(tiff_tag::orientation);
  const uint64_t size = size_of_value(entry);
  for (uint64_t i = 0; i < size; ++i) exif[entry.offset + i] = 0;
  exif[entry.offset + (directory.reader.endian == Endian::big ? size - 1 : 0)] = 1;
  return orientation;
} catch (const OutOfData&) {
  return 1;
}

}  // namespace lowlight::metadata
