#include "lowlight/core/checksum.h"

#include <numeric>
#include <string>
#include <vector>

#include "support/catch.h"

using namespace lowlight;

namespace {

uint32_t checksum(const std::string& text) {
  return crc32c({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

/// The definition, a bit at a time.
uint32_t by_bits(const std::vector<uint8_t>& bytes) {
  uint32_t value = 0xFFFFFFFF;
  for (const uint8_t byte : bytes) {
    value ^= byte;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ (value & 1 ? 0x82F63B78u : 0u);
  }
  return ~value;
}

}  // namespace

TEST_CASE("CRC-32C has the check value and the vectors of RFC 3720") {
  CHECK(checksum("") == 0);
  CHECK(checksum("123456789") == 0xE3069283);
  CHECK(checksum(std::string(32, '\0')) == 0x8A9136AA);
  CHECK(checksum(std::string(32, '\xff')) == 0x62A8AB43);
}

TEST_CASE("CRC-32 has its check value, whole and in two parts") {
  const std::string text = "123456789";
  const std::span all(reinterpret_cast<const uint8_t*>(text.data()), text.size());
  CHECK(crc32(all) == 0xCBF43926);
  CHECK(crc32(all.subspan(4), crc32(all.first(4))) == 0xCBF43926);
}

TEST_CASE("All lengths agree with the definition, whole and in two parts") {
  for (size_t length = 0; length < 40; ++length) {
    std::vector<uint8_t> bytes(length);
    std::iota(bytes.begin(), bytes.end(), uint8_t(7 * length));
    const std::span<const uint8_t> all = bytes;
    CHECK(crc32c(all) == by_bits(bytes));
    for (size_t part = 0; part <= length; ++part)
      CHECK(crc32c(all.subspan(part), crc32c(all.first(part))) == crc32c(all));
  }
}
