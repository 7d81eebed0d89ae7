#include <algorithm>
#include <vector>

#include "lowlight/metadata/tiff_directory.h"

namespace lowlight::metadata {
namespace {

constexpr uint32_t kLongType = 4, kIfdType = 13, kLong64 = 16, kSignedLong64 = 17, kIfd64 = 18;
constexpr uint32_t kMakerNote = 37500;
constexpr uint64_t kLargestValue = 16 << 20;

/// An ordinary TIFF structure in the making.
class Structure {
 public:
  explicit Structure(const TiffDirectory& first) : endian_(first.reader.endian) {
    const char mark = endian_ == Endian::little ? 'I' : 'M';
    bytes_ = {uint8_t(mark), uint8_t(mark)};
    put(bytes_, 42, 2);
    put(bytes_, 8, 4);
  }

  /// Appends a directory and what it points to; returns whether it has entries.
  bool append(const TiffDirectory& directory, bool is_first) {
    std::vector<TiffEntry> entries;
    for (const TiffEntry& entry : directory.entries) {
      const bool storage = is_first && describes_tiff_storage(entry.tag);
      if (!storage && entry.tag != kMakerNote && fits(directory, entry)) entries.push_back(entry);
    }
    const uint64_t table = bytes_.size();
    bytes_.resize(table + 2 + 12 * entries.size() + 4);
    std::vector<uint8_t> head;
    put(head, entries.size(), 2);
    for (const TiffEntry& entry : entries) {
      const auto line = line_of(directory, entry);
      head.insert(head.end(), line.begin(), line.end());
    }
    std::ranges::copy(head, bytes_.begin() + int64_t(table));
    return !entries.empty();
  }

  std::vector<uint8_t> take() { return std::move(bytes_); }

 private:
  void put(std::vector<uint8_t>& to, uint64_t value, int count) const {
    for (int i = 0; i < count; ++i) {
      to.push_back(uint8_t(value >> 8 * (endian_ == Endian::big ? count - 1 - i : i)));
    }
  }

  static bool fits(const TiffDirectory& directory, const TiffEntry& entry) try {
    const uint64_t size = size_of_value(entry);
    directory.reader.part(directory.offset_of_value(entry), size);
    return size <= kLargestValue;
  } catch (const OutOfData&) {
    return false;
  }

  /// The twelve bytes of an entry, whose value is appended where it is long.
  std::vector<uint8_t> line_of(const TiffDirectory& directory, const TiffEntry& entry) {
    const bool wide = entry.type == kLong64 || entry.type == kSignedLong64 || entry.type == kIfd64;
    const bool points = (entry.tag == tiff_tag::exif || entry.tag == tiff_tag::gps) &&
                        entry.count == 1 && depth_ == 0;
    std::vector<uint8_t> value;
    if (points) {
      put(value, subdirectory(directory, entry), 4);
    } else if (wide) {
      const uint64_t at = directory.offset_of_value(entry);
      for (uint64_t i = 0; i < entry.count; ++i) put(value, directory.reader.u64(at + 8 * i), 4);
    } else {
      const auto part =
          directory.reader.part(directory.offset_of_value(entry), size_of_value(entry));
      value.assign(part.begin(), part.end());
    }
    std::vector<uint8_t> line;
    put(line, entry.tag, 2);
    put(line, wide || points || entry.type == kIfdType ? kLongType : entry.type, 2);
    put(line, entry.count, 4);
    if (value.size() > 4) {
      bytes_.resize((bytes_.size() + 1) / 2 * 2);
      put(line, bytes_.size(), 4);
      bytes_.insert(bytes_.end(), value.begin(), value.end());
    } else {
      value.resize(4);
      line.insert(line.end(), value.begin(), value.end());
    }
    return line;
  }

  /// Appends the directory that an entry points to and returns its place; a broken one is empty.
  uint64_t subdirectory(const TiffDirectory& directory, const TiffEntry& entry) {
    bytes_.resize((bytes_.size() + 1) / 2 * 2);
    const uint64_t place = bytes_.size();
    TiffDirectory below{.reader = directory.reader, .entries = {}, .big = true};
    try {
      const uint64_t start = size_of_value(entry) == 8 ? directory.reader.u64(entry.offset)
                                                       : directory.reader.u32(entry.offset);
      below = read_tiff_directory(directory.reader, start, true);
    } catch (const OutOfData&) {
    }
    ++depth_;
    append(below, false);
    --depth_;
    return place;
  }

  Endian endian_;
  int depth_ = 0;
  std::vector<uint8_t> bytes_;
};

}  // namespace

std::vector<uint8_t> exif_of_big_tiff(const TiffDirectory& directory) {
  Structure structure(directory);
  return structure.append(directory, true) ? structure.take() : std::vector<uint8_t>();
}

}  // namespace lowlight::metadata
