#include "lowlight/metadata/png_texts.h"

#include <zlib.h>

#include <algorithm>

namespace lowlight::metadata {
namespace {

// Profiles and texts have some 100 kB at most; data that unpack to far more are a bomb.
constexpr uint64_t kMostUnpacked = 16 << 20;

std::string utf8_of_latin1(std::string_view text) {
  std::string result;
  for (const char letter : text) {
    const auto code = uint8_t(letter);
    if (code < 128) {
      result += letter;
    } else {
      result += char(0xC0 | code >> 6);
      result += char(0x80 | (code & 63));
    }
  }
  return result;
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char letter) { return uint8_t(letter) < 128; });
}

std::string text_of(std::span<const uint8_t> bytes) { return {bytes.begin(), bytes.end()}; }

}  // namespace

std::vector<uint8_t> unpacked(std::span<const uint8_t> packed) {
  for (uint64_t capacity = 64 << 10; capacity <= kMostUnpacked; capacity *= 4) {
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

std::optional<metadata::Text> read_png_text(std::string_view type, std::span<const uint8_t> chunk) {
  const std::string bytes = text_of(chunk);
  const size_t name = bytes.find('\0');
  if (name == 0 || name == std::string::npos) return std::nullopt;
  const std::string keyword = utf8_of_latin1(bytes.substr(0, name));
  if (type == "tEXt") return metadata::Text{keyword, utf8_of_latin1(bytes.substr(name + 1))};
  const bool international = type == "iTXt";
  // Of zTXt the method follows; of iTXt whether it is packed, the method, a language and the
  // keyword translated.
  size_t begin = name + (international ? 3 : 2);
  for (int field = 0; international && field < 2; ++field) {
    const size_t end = begin <= bytes.size() ? bytes.find('\0', begin) : std::string::npos;
    if (end == std::string::npos) return std::nullopt;
    begin = end + 1;
  }
  if (begin > bytes.size()) return std::nullopt;
  const bool is_packed = !international || bytes[name + 1] != 0;
  const auto data = chunk.subspan(begin);
  const auto plain = is_packed ? text_of(unpacked(data)) : text_of(data);
  if (is_packed && plain.empty()) return std::nullopt;
  return metadata::Text{keyword, international ? plain : utf8_of_latin1(plain)};
}

std::optional<PngChunk> png_text_chunk(const metadata::Text& text) {
  const auto& [keyword, content] = text;
  if (keyword.empty() || keyword.size() > 79 || !is_ascii(keyword)) return std::nullopt;
  PngChunk chunk{is_ascii(content) ? "tEXt" : "iTXt", {keyword.begin(), keyword.end()}};
  chunk.data.resize(keyword.size() + (chunk.type == "tEXt" ? 1 : 5), 0);
  chunk.data.insert(chunk.data.end(), content.begin(), content.end());
  return chunk;
}

}  // namespace lowlight::metadata
