// GIF files byte by byte.
#pragma once

#include <cstdint>
#include <string>

#include "support/image_files.h"

namespace lowlight::test {

struct GifPicture {
  int x = 0, y = 0, width = 0, height = 0;
  Bytes indices = {};    ///< row by row
  int transparent = -1;  ///< the index that is not seen
  bool interlaced = false;
};

inline void append_little(Bytes& out, int value) {
  out.push_back(uint8_t(value));
  out.push_back(uint8_t(value >> 8));
}

/// Codes of nine bits that are pixels: the table is cleared before it would need a tenth bit.
inline void append_gif_pixels(Bytes& out, const Bytes& indices) {
  constexpr uint32_t kClear = 256, kEnd = 257;
  Bytes packed;
  uint32_t buffer = 0, bits = 0;
  const auto put = [&](uint32_t code) {
    buffer |= code << bits;
    for (bits += 9; bits >= 8; bits -= 8, buffer >>= 8) packed.push_back(uint8_t(buffer));
  };
  for (size_t i = 0; i < indices.size(); ++i) {
    if (i % 200 == 0) put(kClear);
    put(indices[i]);
  }
  put(kEnd);
  packed.push_back(uint8_t(buffer));
  out.push_back(8);
  for (size_t at = 0; at < packed.size(); at += 255) {
    const size_t size = std::min<size_t>(255, packed.size() - at);
    out.push_back(uint8_t(size));
    out.insert(out.end(), packed.begin() + int64_t(at), packed.begin() + int64_t(at + size));
  }
  out.push_back(0);
}

/// A file whose 256 colours are (i, 255 − i, i / 2).
inline Bytes gif_file(int width,
                      int height,
                      const std::vector<GifPicture>& pictures,
                      const std::string& comment = "") {
  Bytes file;
  append_text(file, "GIF89a");
  append_little(file, width);
  append_little(file, height);
  file.insert(file.end(), {0xF7, 0, 0});
  for (int i = 0; i < 256; ++i)
    file.insert(file.end(), {uint8_t(i), uint8_t(255 - i), uint8_t(i / 2)});
  if (!comment.empty()) {
    file.insert(file.end(), {0x21, 0xFE, uint8_t(comment.size())});
    append_text(file, comment);
    file.push_back(0);
  }
  for (const auto& one : pictures) {
    const bool clear = one.transparent >= 0;
    file.insert(file.end(), {0x21, 0xF9, 4, uint8_t(clear), 5, 0, uint8_t(one.transparent), 0});
    file.push_back(0x2C);
    for (const int value : {one.x, one.y, one.width, one.height}) append_little(file, value);
    file.push_back(one.interlaced ? 0x40 : 0);
    append_gif_pixels(file, one.indices);
  }
  file.push_back(0x3B);
  return file;
}

}  // namespace lowlight::test
