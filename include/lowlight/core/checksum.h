// Checksums that find damage, not malice.
#pragma once

#include <cstdint>
#include <span>

namespace lowlight {

/// CRC-32C (Castagnoli's polynomial 0x1EDC6F41, reflected, RFC 3720): any change of up to 32 bits
/// in a row is found, others but for one in 2³². crc32c(b, crc32c(a)) is that of a followed by b;
/// crc32c("123456789") is 0xE3069283.
uint32_t crc32c(std::span<const uint8_t> bytes, uint32_t before = 0);

/// The same with the polynomial 0x04C11DB7, as in PNG, zip and Ethernet: crc32("123456789") is
/// 0xCBF43926.
uint32_t crc32(std::span<const uint8_t> bytes, uint32_t before = 0);

}  // namespace lowlight
