#include "lowlight/core/checksum.h"

#include <array>
#include <cstddef>

namespace lowlight {
namespace {

// table[k][b] is the checksum's change by byte b with k zero bytes after it: eight bytes at a time
// then need eight look-ups that do not wait for each other.
constexpr size_t kStride = 8;
using Tables = std::array<std::array<uint32_t, 256>, kStride>;

/// For a polynomial with its bits in reverse.
constexpr Tables made_tables(uint32_t polynomial) {
  Tables tables{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ (value & 1 ? polynomial : 0u);
    tables[0][byte] = value;
  }
  for (size_t k = 1; k < kStride; ++k) {
    for (size_t byte = 0; byte < 256; ++byte) {
      const uint32_t value = tables[k - 1][byte];
      tables[k][byte] = (value >> 8) ^ tables[0][value & 0xFF];
    }
  }
  return tables;
}

constexpr Tables kCastagnoli = made_tables(0x82F63B78), kEthernet = made_tables(0xEDB88320);

uint32_t checksum(std::span<const uint8_t> bytes, uint32_t before, const Tables& tables) {
  uint32_t value = ~before;
  for (; bytes.size() >= kStride; bytes = bytes.subspan(kStride)) {
    uint32_t next = 0;
    for (size_t i = 0; i < kStride; ++i) {
      const uint32_t mixed = i < 4 ? (value >> (8 * i)) & 0xFF : 0;
      next ^= tables[kStride - 1 - i][bytes[i] ^ mixed];
    }
    value = next;
  }
  for (const uint8_t byte : bytes) value = (value >> 8) ^ tables[0][(value ^ byte) & 0xFF];
  return ~value;
}

}  // namespace

uint32_t crc32c(std::span<const uint8_t> bytes, uint32_t before) {
  return checksum(bytes, before, kCastagnoli);
}

uint32_t crc32(std::span<const uint8_t> bytes, uint32_t before) {
  return checksum(bytes, before, kEthernet);
}

}  // namespace lowlight
