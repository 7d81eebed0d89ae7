#include "lowlight/pages/address.h"

#include <algorithm>

namespace lowlight::pages {

std::string data_uri(std::string_view media_type, std::span<const uint8_t> bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string result = "data:" + std::string(media_type) + ";base64,";
  result.reserve(result.size() + (bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t count = std::min<size_t>(3, bytes.size() - i);
    uint32_t bits = 0;
    for (size_t j = 0; j < 3; ++j) bits = bits << 8 | (j < count ? bytes[i + j] : 0u);
    for (size_t j = 0; j < 4; ++j) result += j > count ? '=' : kDigits[bits >> (18 - 6 * j) & 63];
  }
  return result;
}

std::string link_target(const std::filesystem::path& path) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string result;
  for (const char byte : path.native()) {
    if (kPlain.find(byte) != std::string_view::npos) {
      result += byte;
    } else {
      result += {'%', kHex[uint8_t(byte) >> 4], kHex[uint8_t(byte) & 15]};
    }
  }
  return result;
}

}  // namespace lowlight::pages
