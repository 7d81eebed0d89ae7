// Picture files that are no pictures to work with.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "lowlight/codecs/image_io.h"
#include "lowlight/core/atomic_file.h"
#include "support/photo_files.h"

namespace lowlight::test {

inline void append_bytes(std::vector<uint8_t>& file, std::string_view text) {
  file.insert(file.end(), text.begin(), text.end());
}

/// The checksum of PNG chunks.
inline uint32_t crc_of(std::string_view bytes) {
  uint32_t crc = ~0u;
  for (const char byte : bytes) {
    crc ^= uint8_t(byte);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0u);
  }
  return ~crc;
}

inline std::string big_endian(uint32_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += char(number >> shift);
  return bytes;
}

/// Writes into `folder`, one of each: cut off, of no bytes, text, an animation, a PNG that says it
/// has 10¹⁰ pixels, one of which nothing is visible. Returns their names.
inline std::vector<std::string> write_bad_pictures(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  const auto whole =
      codecs::encode_photo(photo_of(synthetic_image(90, 70)), {.format = codecs::ImageFormat::png});
  write_file_atomically(folder / "cut.png", std::vector(whole.begin(), whole.begin() + 900));
  write_file_atomically(folder / "empty.png", std::vector<uint8_t>());
  std::vector<uint8_t> text, animation, huge;
  append_bytes(text, "no picture");
  write_file_atomically(folder / "text.jpg", text);
  append_bytes(animation,
               {"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\0\0\0\0\0\0ANIM\0\0\0\0", 38});
  write_file_atomically(folder / "moving.webp", animation);
  const auto header =
      "IHDR" + big_endian(100'000) + big_endian(100'000) + std::string("\x8\x2\0\0\0", 5);
  append_bytes(huge, "\x89PNG\r\n\x1a\n" + big_endian(13) + header + big_endian(crc_of(header)));
  append_bytes(huge, big_endian(0) + "IEND" + big_endian(crc_of("IEND")));
  write_file_atomically(folder / "huge.png", huge);
  auto hidden = synthetic_image(9, 7, 4);
  for (size_t i = 3; i < hidden.bytes().size(); i += 4) hidden.bytes()[i] = 0;
  codecs::write_photo(
      folder / "hidden.png", photo_of(std::move(hidden)), {.format = codecs::ImageFormat::png});
  return {"cut.png", "empty.png", "text.jpg", "moving.webp", "huge.png", "hidden.png", "none.png"};
}

}  // namespace lowlight::test
