#include "lowlight/metadata/jpeg_markers.h"

#include <algorithm>

#include "lowlight/metadata/byte_reader.h"

namespace lowlight::metadata {

std::vector<JpegMarker> jpeg_markers(std::span<const uint8_t> bytes) {
  const ByteReader file{bytes};
  std::vector<JpegMarker> markers;
  try {
    for (uint64_t at = 2; file.u8(at) == 0xFF;) {
      constexpr uint32_t kScan = 0xDA, kEnd = 0xD9, kFill = 0xFF;
      const uint32_t code = file.u8(at + 1);
      if (code == kScan || code == kEnd) break;
      if (code == kFill) {
        at += 1;
        continue;
      }
      const uint64_t size = file.u16(at + 2);
      if (size < 2) break;
      markers.push_back({code, at + 4, file.part(at + 4, size - 2)});
      at += 2 + size;
    }
  } catch (const OutOfData&) {
  }
  return markers;
}

uint64_t end_of_jpeg(std::span<const uint8_t> bytes) try {
  const ByteReader file{bytes};
  constexpr uint32_t kEnd = 0xD9, kScan = 0xDA;
  for (uint64_t at = 2;;) {
    if (file.u8(at) != 0xFF) return 0;
    const uint32_t marker = file.u8(at + 1);
    if (marker == kEnd) return at + 2;
    const bool alone = marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
    at += marker == 0xFF ? 1 : alone ? 2 : 2 + uint64_t(file.u16(at + 2));
    if (marker != kScan) continue;
    // Within a scan 0xFF stands before a zero or a restart mark, and before the next marker.
    for (;; ++at) {
      const auto rest = file.part(at, file.end() - at);
      at += uint64_t(std::ranges::find(rest, uint8_t(0xFF)) - rest.begin());
      const uint32_t next = file.u8(at + 1);
      if (next != 0 && next != 0xFF && (next < 0xD0 || next > 0xD7)) break;
    }
  }
} catch (const OutOfData&) {
  return 0;
}

}  // namespace lowlight::metadata
