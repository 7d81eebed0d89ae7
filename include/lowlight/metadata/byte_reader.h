// Numbers out of files, with every access checked.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>

namespace lowlight::metadata {

/// A read past the end of the data.
struct OutOfData : std::out_of_range {
  OutOfData() : std::out_of_range("the data ends early") {}
};

enum class Endian { little, big };

/// Reads unsigned numbers at any offset in a file of which `bytes` are the part that begins at
/// `begin`; throws OutOfData where they do not lie within that part.
struct ByteReader {
  std::span<const uint8_t> bytes;
  Endian endian = Endian::big;
  uint64_t begin = 0;

  uint64_t end() const { return begin + bytes.size(); }

  std::span<const uint8_t> part(uint64_t offset, uint64_t count) const {
    if (offset < begin || offset > end() || count > end() - offset) throw OutOfData();
    return bytes.subspan(size_t(offset - begin), size_t(count));
  }
  uint32_t number(uint64_t offset, uint64_t count) const {
    const auto digits = part(offset, count);
    uint32_t value = 0;
    for (size_t i = 0; i < count; ++i) {
      value = value << 8 | digits[endian == Endian::big ? i : count - 1 - i];
    }
    return value;
  }
  uint32_t u8(uint64_t offset) const { return number(offset, 1); }
  uint32_t u16(uint64_t offset) const { return number(offset, 2); }
  uint32_t u24(uint64_t offset) const { return number(offset, 3); }
  uint32_t u32(uint64_t offset) const { return number(offset, 4); }
  uint64_t u64(uint64_t offset) const {
    const uint64_t first = u32(offset), second = u32(offset + 4);
    return endian == Endian::big ? first << 32 | second : second << 32 | first;
  }
};

}  // namespace lowlight::metadata
