#include <zlib.h>

#include <stdexcept>
#include <string_view>

#include "byte_reader.h"
#include "containers.h"

namespace lowlight::imaging {
namespace {

constexpr uint64_t kSignature = 8;
constexpr uint64_t kHeaderEnd = kSignature + 25;  // IHDR comes first and has 13 bytes of data
// Profiles have some 100 kB at most; what unpacks to more is a bomb.
constexpr uint64_t kMaxProfile = 16 << 20;

std::string_view as_text(std::span<const uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

uint32_t checksum(std::span<const uint8_t> bytes) {
  return uint32_t(crc32_z(0, bytes.data(), bytes.size()));
}

/// Empty where the data is no deflate stream or unpacks to more than kMaxProfile.
std::vector<uint8_t> unpacked(std::span<const uint8_t> packed) {
  for (uint64_t capacity = 64 << 10; capacity <= kMaxProfile; capacity *= 4) {
    std::vector<uint8_t> result(capacity);
    uLongf size = uLongf(capacity);
    const int status = uncompress(result.data(), &size, packed.data(), uLong(packed.size()));
    if (status == Z_OK) {
      result.resize(size);
      return result;
    }
    if (status != Z_BUF_ERROR) break;
  }
  return {};
}

/// iCCP: a name, 0, the method 0, the packed profile.
void read_profile(std::span<const uint8_t> data, Metadata& metadata) {
  const size_t name = as_text(data).find('\0');
  if (name != std::string_view::npos && name + 2 <= data.size()) {
    metadata.icc_profile = unpacked(data.subspan(name + 2));
  }
  if (metadata.icc_profile.empty()) {
    metadata.warnings.push_back("the colour profile is damaged and was left out");
  }
}

void append_u32(std::vector<uint8_t>& out, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(uint8_t(value >> shift));
}

void append_chunk(std::vector<uint8_t>& out, std::string_view type, std::span<const uint8_t> data) {
  append_u32(out, uint32_t(data.size()));
  const size_t start = out.size();
  out.insert(out.end(), type.begin(), type.end());
  out.insert(out.end(), data.begin(), data.end());
  append_u32(out, checksum(std::span(out).subspan(start)));
}

std::vector<uint8_t> profile_data(std::span<const uint8_t> icc_profile) {
  constexpr std::string_view kHead("ICC Profile\0\0", 13);
  uLongf size = compressBound(uLong(icc_profile.size()));
  std::vector<uint8_t> data(kHead.begin(), kHead.end());
  data.resize(kHead.size() + size);
  compress(data.data() + kHead.size(), &size, icc_profile.data(), uLong(icc_profile.size()));
  data.resize(kHead.size() + size);
  return data;
}

}  // namespace

Metadata read_png_metadata(std::span<const uint8_t> bytes) {
  Metadata metadata;
  const ByteReader reader{bytes};
  for (uint64_t at = kSignature;;) {
    const uint64_t size = reader.u32(at);
    const auto typed = reader.part(at + 4, size + 4);
    if (reader.u32(at + 8 + size) != checksum(typed)) {
      throw std::runtime_error("a checksum does not match: the file is damaged");
    }
    const std::string_view type = as_text(typed.first(4));
    const auto data = typed.subspan(4);
    if (type == "iCCP") read_profile(data, metadata);
    if (type == "eXIf") metadata.exif.assign(data.begin(), data.end());
    if (type == "acTL") metadata.warnings.push_back("only the first picture of the file was read");
    if (type == "IEND") return metadata;
    at += 12 + size;
  }
}

std::vector<uint8_t> png_pixels_only(std::span<const uint8_t> bytes) {
  std::vector<uint8_t> result(bytes.begin(), bytes.begin() + kSignature);
  const ByteReader reader{bytes};
  for (uint64_t at = kSignature;;) {
    const uint64_t size = reader.u32(at);
    const auto chunk = reader.part(at, size + 12);
    const std::string_view type = as_text(chunk.subspan(4, 4));
    // Names of chunks that no decoder may ignore begin with a capital.
    if ((type[0] >= 'A' && type[0] <= 'Z') || type == "tRNS") {
      result.insert(result.end(), chunk.begin(), chunk.end());
    }
    if (type == "IEND") return result;
    at += 12 + size;
  }
}

std::vector<uint8_t> with_png_metadata(std::vector<uint8_t> file,
                                       std::span<const uint8_t> icc_profile,
                                       std::span<const uint8_t> exif) {
  std::vector<uint8_t> chunks;
  if (!icc_profile.empty()) append_chunk(chunks, "iCCP", profile_data(icc_profile));
  if (!exif.empty()) append_chunk(chunks, "eXIf", exif);
  file.insert(file.begin() + kHeaderEnd, chunks.begin(), chunks.end());
  return file;
}

}  // namespace lowlight::imaging
