// SHA-256 (FIPS 180-4): names for contents that no two files share.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "lowlight/core/byte_file.h"

namespace lowlight::batch {

using Sha256 = std::array<uint8_t, 32>;

Sha256 sha256(std::span<const uint8_t> bytes);
/// The same of a file's bytes, read in pieces.
Sha256 sha256(const ByteFile& file);

/// 64 lower-case digits, as the program sha256sum prints them.
std::string hex(const Sha256& hash);

/// The first eight bytes of a text's SHA-256 as a number, the first byte the highest.
uint64_t fingerprint(std::string_view text);

}  // namespace lowlight::batch
