#include "lowlight/metadata/jpeg_tail.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "lowlight/metadata/byte_reader.h"
#include "lowlight/metadata/container.h"
#include "lowlight/metadata/jpeg_markers.h"
#include "lowlight/metadata/tiff_directory.h"

namespace lowlight::metadata {

namespace {

constexpr std::string_view kMark("MPF\0", 4);
constexpr uint32_t kVersionTag = 0xB000, kCountTag = 0xB001, kEntriesTag = 0xB002;
constexpr uint64_t kEntry = 16;
// Of the attribute, the type: previews of VGA and of HD size (CIPA DC-007, table 4).
constexpr uint32_t kPreviewType = 0x010000, kPreviewMask = 0xFF0000;
constexpr uint32_t kPrimaryAttribute = 0x030000;

bool starts_like(std::span<const uint8_t> data, std::string_view mark) {
  return data.size() >= mark.size() && std::equal(mark.begin(), mark.end(), data.begin());
}

bool begins_like_jpeg(std::span<const uint8_t> data) {
  return data.size() >= 2 && data[0] == 0xFF && data[1] == 0xD8;
}

bool contains(std::span<const uint8_t> data, std::string_view text) {
  return std::search(data.begin(), data.end(), text.begin(), text.end()) != data.end();
}

/// A piece of the file that somebody names.
struct Piece {
  uint64_t begin = 0, end = 0;
  Attachment attachment;
};

/// Where the TIFF structure of the index begins in the file.
std::optional<uint64_t> find_index(std::span<const uint8_t> file) {
  constexpr uint32_t kApp2 = 0xE2;
  for (const JpegMarker& marker : jpeg_markers(file)) {
    if (marker.code == kApp2 && starts_like(marker.data, kMark)) return marker.at + kMark.size();
  }
  return std::nullopt;
}

/// Whether a picture behind a photo says itself that it is a gain map: as Adobe, ISO 21496-1 or
/// Apple have it.
bool says_gain_map(std::span<const uint8_t> picture) {
  const auto head = picture.first(std::min<size_t>(picture.size(), 64 << 10));
  return contains(head, "http://ns.adobe.com/hdr-gain-map/1.0/") ||
         contains(head, "urn:iso:std:iso:ts:21496:-1") ||
         contains(head, "urn:com:apple:photo:2020:aux:hdrgainmap");
}

Piece indexed_piece(std::span<const uint8_t> bytes, uint64_t at, uint32_t attributes) {
  Piece piece{at, at + bytes.size(), {.kind = AttachmentKind::picture}};
  piece.attachment.bytes = {bytes.begin(), bytes.end()};
  piece.attachment.indexed = true;
  piece.attachment.attributes = attributes;
  if (says_gain_map(bytes)) {
    piece.attachment.kind = AttachmentKind::gain_map;
  } else if ((attributes & kPreviewMask) == kPreviewType) {
    piece.attachment.kind = AttachmentKind::preview;
  }
  return piece;
}

void add_indexed(const ByteReader& file,
                 uint64_t begin,
                 std::vector<Piece>& pieces,
                 std::vector<std::string>& warnings) try {
  const auto header = find_index(file.bytes);
  if (!header) return;
  const auto index = read_tiff_directory(file.bytes.subspan(size_t(*header)));
  const TiffEntry* entries = index.find(kEntriesTag);
  if (!entries) throw OutOfData();
  const uint64_t first = index.offset_of_value(*entries);
  for (uint64_t at = kEntry; at + kEntry <= entries->count; at += kEntry) {
    const auto attributes = index.reader.u32(first + at);
    const uint64_t size = index.reader.u32(first + at + 4);
    const uint64_t place = *header + index.reader.u32(first + at + 8);
    const auto bytes = file.part(place, size);
    if (place < begin || !begins_like_jpeg(bytes)) throw OutOfData();
    pieces.push_back(indexed_piece(bytes, place, attributes));
  }
} catch (const OutOfData&) {
  warnings.push_back("the index of further pictures names some that are not there: left out");
}

/// Adds what XMP's directory names, or gives its names to pictures that the index has named.
void add_contained(const ByteReader& file,
                   uint64_t begin,
                   const std::vector<uint8_t>& xmp,
                   std::vector<Piece>& pieces) {
  const auto items = container_items(xmp);
  uint64_t at = begin + (items.empty() ? 0 : items.front().padding);
  for (size_t i = 1; i < items.size(); ++i) {
    const auto& [semantic, length, padding] = items[i];
    if (length == 0 || at > file.end() || length > file.end() - at) return;
    auto known = std::ranges::find(pieces, at, &Piece::begin);
    if (known == pieces.end()) {
      const auto bytes = file.part(at, length);
      pieces.push_back({at, at + length, {.kind = AttachmentKind::trailer}});
      known = std::prev(pieces.end());
      known->attachment.bytes = {bytes.begin(), bytes.end()};
    }
    known->attachment.semantic = semantic;
    if (semantic == "GainMap" || semantic == "RecoveryMap") {
      known->attachment.kind = AttachmentKind::gain_map;
    }
    at += length + padding;
  }
}

bool is_nothing(std::span<const uint8_t> bytes) {
  return std::ranges::all_of(bytes, [](uint8_t byte) { return byte == 0; });
}

void append_little(std::vector<uint8_t>& to, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) to.push_back(uint8_t(value >> 8 * i));
}

void append_entry(
    std::vector<uint8_t>& to, uint32_t tag, int type, uint32_t count, uint32_t value) {
  append_little(to, tag, 2);
  append_little(to, uint64_t(type), 2);
  append_little(to, count, 4);
  append_little(to, value, 4);
}

}  // namespace

std::vector<Attachment> read_jpeg_tail(std::span<const uint8_t> bytes,
                                       uint64_t begin,
                                       const std::vector<uint8_t>& xmp,
                                       std::vector<std::string>& warnings) {
  const ByteReader file{bytes};
  std::vector<Piece> pieces;
  add_indexed(file, begin, pieces, warnings);
  if (begin < bytes.size()) add_contained(file, begin, xmp, pieces);
  std::ranges::sort(pieces, {}, &Piece::begin);
  std::vector<Attachment> result;
  uint64_t at = begin;
  const auto add_gap = [&](uint64_t end) {
    const auto gap = bytes.subspan(size_t(at), size_t(end - at));
    if (!is_nothing(gap)) result.push_back({.bytes = {gap.begin(), gap.end()}});
  };
  for (Piece& piece : pieces) {
    if (piece.begin < at) continue;  // it lies across another
    add_gap(piece.begin);
    result.push_back(std::move(piece.attachment));
    at = piece.end;
  }
  add_gap(bytes.size());
  return result;
}

std::vector<uint8_t> jpeg_index(const std::vector<Attachment>& attachments,
                                uint64_t size,
                                uint64_t header) {
  const auto count = uint32_t(1 + std::ranges::count_if(attachments, &Attachment::indexed));
  if (count == 1) return {};
  constexpr uint32_t kEntries = 8 + 2 + 3 * 12 + 4;
  std::vector<uint8_t> data(kMark.begin(), kMark.end());
  append_little(data, 0x002A4949, 4);
  append_little(data, 8, 4);
  append_little(data, 3, 2);
  append_entry(data, kVersionTag, 7, 4, 0x30303130);
  append_entry(data, kCountTag, 4, 1, count);
  append_entry(data, kEntriesTag, 7, uint32_t(kEntry) * count, kEntries);
  append_little(data, 0, 4);
  const auto append_picture = [&](uint32_t attributes, uint64_t length, uint64_t offset) {
    append_little(data, attributes, 4);
    append_little(data, length, 4);
    append_little(data, offset, 4);
    append_little(data, 0, 4);
  };
  append_picture(kPrimaryAttribute, size, 0);
  uint64_t at = size;
  for (const Attachment& one : attachments) {
    if (one.indexed) append_picture(one.attributes, one.bytes.size(), at - header - kMark.size());
    at += one.bytes.size();
  }
  return data;
}

}  // namespace lowlight::metadata
