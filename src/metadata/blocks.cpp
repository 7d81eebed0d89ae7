#include "lowlight/metadata/blocks.h"

#include <algorithm>

#include "lowlight/metadata/byte_reader.h"

namespace lowlight::metadata {
namespace {

constexpr std::string_view kResource = "8BIM";
constexpr uint32_t kIptcResource = 0x0404;

void append_big(std::vector<uint8_t>& to, uint64_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) to.push_back(uint8_t(value >> 8 * i));
}

}  // namespace

std::vector<uint8_t> without_exif_mark(std::span<const uint8_t> exif) {
  const bool marked = exif.size() >= kExifMark.size() &&
                      std::ranges::equal(exif.first(kExifMark.size()), kExifMark);
  const auto block = exif.subspan(marked ? kExifMark.size() : 0);
  return {block.begin(), block.end()};
}

std::vector<uint8_t> iptc_of_resources(std::span<const uint8_t> resources) {
  const ByteReader reader{resources};
  // A resource is "8BIM", a number, a name and data, both filled up to an even length.
  for (uint64_t at = 0; at + 12 <= resources.size();) {
    if (!std::ranges::equal(reader.part(at, 4), kResource)) throw OutOfData();
    const uint32_t number = reader.u16(at + 4);
    const uint64_t name = (1 + uint64_t(reader.u8(at + 6)) + 1) / 2 * 2;
    const uint64_t size = reader.u32(at + 6 + name);
    const auto data = reader.part(at + 10 + name, size);
    if (number == kIptcResource) return {data.begin(), data.end()};
    at += 10 + name + size + size % 2;
  }
  return {};
}

std::vector<uint8_t> resources_of_iptc(std::span<const uint8_t> iptc) {
  std::vector<uint8_t> resources(kResource.begin(), kResource.end());
  append_big(resources, kIptcResource, 2);
  append_big(resources, 0, 2);  // The resource has no name.
  append_big(resources, iptc.size(), 4);
  resources.insert(resources.end(), iptc.begin(), iptc.end());
  if (iptc.size() % 2 == 1) resources.push_back(0);
  return resources;
}

}  // namespace lowlight::metadata
