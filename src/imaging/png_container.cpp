#include <zlib.h>

#include <stdexcept>
#include <string_view>

#include "byte_reader.h"
#include "containers.h"

namespace lowlight::imaging {
namespace {

constexpr uint64_t kSignature = 8;
// Profiles have some 100 kB at most; what unpacks to more is a bomb.
constexpr uint64_t kMaxProfile = 16 << 20;

std::string_view as_text(std::span<const uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

uint32_t checksum(std::span<const uint8_t> bytes) {
  return uint32_t(crc32_z(0, bytes.data(), bytes.size()));
}

/// Names of chunks that no decoder may ignore begin with a capital.
bool needed_for_pixels(std::string_view type) {
  return !(type[0] >= 'a' && type[0] <= 'z') || type == "tRNS";
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
    const std::string_view type = as_text(typed.first(4));
    const auto data = typed.subspan(4);
    const bool intact = reader.u32(at + 8 + size) == checksum(typed);
    if (!intact && needed_for_pixels(type)) {
      throw std::runtime_error("a checksum does not match: the file is damaged");
    }
    if (!intact) {
      metadata.warnings.push_back("a damaged block of metadata was left out");
    } else if (type == "iCCP") {
      read_profile(data, metadata);
    } else if (type == "eXIf") {
      metadata.exif.assign(data.begin(), data.end());
    } else if (type == "acTL") {
      metadata.warnings.push_back("only the first picture of the file was read");
    }
    if (type == "IEND") return metadata;
    at += 12 + size;
  }
}

std::vector<PngChunk> png_metadata(const Photo& photo) {
  std::vector<PngChunk> chunks;
  if (!photo.icc_profile.empty()) chunks.push_back({"iCCP", profile_data(photo.icc_profile)});
  if (!photo.exif.empty()) chunks.push_back({"eXIf", photo.exif});
  return chunks;
}

}  // namespace lowlight::imaging
