#include "codecs/webp/webp_container.h"

#include <algorithm>
#include <string_view>

#include "codecs/byte_reader.h"
#include "codecs/metadata_blocks.h"
#include "codecs/refused_file.h"

namespace lowlight::codecs {
namespace {

constexpr uint64_t kFirstChunk = 12;  // after "RIFF", a size and "WEBP"
// The flags of a VP8X chunk.
constexpr uint8_t kHasProfile = 0x20, kHasAlpha = 0x10, kHasExif = 0x08, kHasXmp = 0x04;

void append_number(std::vector<uint8_t>& out, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(uint8_t(value >> 8 * i));
}

void append_chunk(std::vector<uint8_t>& out, std::string_view type, std::span<const uint8_t> data) {
  out.insert(out.end(), type.begin(), type.end());
  append_number(out, data.size(), 4);
  out.insert(out.end(), data.begin(), data.end());
  if (data.size() % 2 == 1) out.push_back(0);
}

}  // namespace

Metadata read_webp_metadata(std::span<const uint8_t> bytes) {
  const ByteReader whole{bytes, Endian::little};
  const ByteReader reader{whole.part(0, 8 + uint64_t(whole.u32(4))), Endian::little};
  Metadata metadata;
  for (uint64_t at = kFirstChunk; at + 8 <= reader.bytes.size();) {
    const auto type = reader.part(at, 4);
    const uint64_t size = reader.u32(at + 4);
    const auto data = reader.part(at + 8, size);
    const auto is = [&](std::string_view name) { return std::ranges::equal(type, name); };
    if (is("ANIM")) throw RefusedFile("animated WebP is not supported");
    if (is("ICCP")) metadata.icc_profile.assign(data.begin(), data.end());
    if (is("EXIF")) metadata.exif = without_exif_mark(data);
    if (is("XMP ")) metadata.xmp.assign(data.begin(), data.end());
    at += 8 + size + size % 2;
  }
  return metadata;
}

std::vector<uint8_t> with_webp_metadata(std::vector<uint8_t> file,
                                        const Metadata& metadata,
                                        bool alpha) {
  const auto& profile = metadata.icc_profile;
  const auto& exif = metadata.exif;
  const auto& xmp = metadata.xmp;
  const auto header = peek_header(file);
  if (!header || (profile.empty() && exif.empty() && xmp.empty())) return file;
  const ByteReader reader{file, Endian::little};
  // An encoder that needed VP8X itself wrote it first; ours replaces it.
  const bool extended = std::ranges::equal(reader.part(kFirstChunk, 4), std::string_view("VP8X"));
  const int flags = (profile.empty() ? 0 : kHasProfile) | (exif.empty() ? 0 : kHasExif) |
                    (xmp.empty() ? 0 : kHasXmp) | (alpha ? kHasAlpha : 0);
  std::vector<uint8_t> features = {uint8_t(flags), 0, 0, 0};
  append_number(features, uint64_t(header->width - 1), 3);
  append_number(features, uint64_t(header->height - 1), 3);

  std::vector<uint8_t> body = {'W', 'E', 'B', 'P'};
  append_chunk(body, "VP8X", features);
  if (!profile.empty()) append_chunk(body, "ICCP", profile);
  body.insert(body.end(), file.begin() + kFirstChunk + (extended ? 18 : 0), file.end());
  if (!exif.empty()) append_chunk(body, "EXIF", exif);
  if (!xmp.empty()) append_chunk(body, "XMP ", xmp);

  std::vector<uint8_t> result;
  append_chunk(result, "RIFF", body);
  return result;
}

}  // namespace lowlight::codecs
