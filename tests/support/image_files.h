// PNG and TIFF files that our own encoder does not make, byte by byte, and EXIF data.
#pragma once

#include <zlib.h>

#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

#include "lowlight/imaging/image.h"

namespace lowlight::test {

using Bytes = std::vector<uint8_t>;

inline void append_text(Bytes& out, std::string_view text) {
  out.insert(out.end(), text.begin(), text.end());
}

inline void append_big(Bytes& out, uint64_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) out.push_back(uint8_t(value >> 8 * i));
}

inline void append_tiff_entry(Bytes& out, int tag, int type, uint32_t count, uint32_t value) {
  append_big(out, uint64_t(tag), 2);
  append_big(out, uint64_t(type), 2);
  append_big(out, count, 4);
  // A SHORT fills the first half of its four bytes.
  append_big(out, type == 3 && count == 1 ? value << 16 : value, 4);
}

/// EXIF data with nothing but an orientation.
inline Bytes exif_with_orientation(int orientation) {
  Bytes exif;
  append_text(exif, {"MM\0*\0\0\0\x08\0\x01", 10});
  append_tiff_entry(exif, 274, 3, 1, uint32_t(orientation));
  append_big(exif, 0, 4);
  return exif;
}

/// An uncompressed big-endian TIFF of one strip.
inline Bytes tiff_file(const imaging::Image& image, int orientation) {
  const bool wide = image.depth() == imaging::BitDepth::u16;
  const uint32_t channels = uint32_t(image.channels());
  constexpr uint32_t kEntries = 10, kTable = 8 + 2 + kEntries * 12 + 4;
  Bytes file;
  append_text(file, {"MM\0*\0\0\0\x08", 8});
  append_big(file, kEntries, 2);
  append_tiff_entry(file, 256, 4, 1, uint32_t(image.width()));
  append_tiff_entry(file, 257, 4, 1, uint32_t(image.height()));
  append_tiff_entry(file, 258, 3, channels, channels == 1 ? (wide ? 16 : 8) : kTable);
  append_tiff_entry(file, 259, 3, 1, 1);
  append_tiff_entry(file, 262, 3, 1, channels == 1 ? 1 : 2);
  append_tiff_entry(file, 273, 4, 1, kTable + 8);
  append_tiff_entry(file, 274, 3, 1, uint32_t(orientation));
  append_tiff_entry(file, 277, 3, 1, channels);
  append_tiff_entry(file, 278, 4, 1, uint32_t(image.height()));
  append_tiff_entry(file, 279, 4, 1, uint32_t(image.bytes().size()));
  append_big(file, 0, 4);
  for (int i = 0; i < 4; ++i) append_big(file, wide ? 16 : 8, 2);
  for (int64_t y = 0; y < image.height(); ++y) {
    for (int64_t i = 0; i < image.width() * image.channels(); ++i) {
      if (wide) {
        append_big(file, image.row<uint16_t>(y)[i], 2);
      } else {
        file.push_back(image.row<uint8_t>(y)[i]);
      }
    }
  }
  return file;
}

/// An uncompressed big-endian TIFF of one strip of grey 32-bit float samples.
inline Bytes float_tiff_file(uint32_t width, const std::vector<float>& samples) {
  constexpr uint32_t kEntries = 10, kTable = 8 + 2 + kEntries * 12 + 4;
  const auto height = uint32_t(samples.size()) / width;
  Bytes file;
  append_text(file, {"MM\0*\0\0\0\x08", 8});
  append_big(file, kEntries, 2);
  append_tiff_entry(file, 256, 4, 1, width);
  append_tiff_entry(file, 257, 4, 1, height);
  append_tiff_entry(file, 258, 3, 1, 32);
  append_tiff_entry(file, 259, 3, 1, 1);
  append_tiff_entry(file, 262, 3, 1, 1);
  append_tiff_entry(file, 273, 4, 1, kTable);
  append_tiff_entry(file, 277, 3, 1, 1);
  append_tiff_entry(file, 278, 4, 1, height);
  append_tiff_entry(file, 279, 4, 1, uint32_t(4 * samples.size()));
  append_tiff_entry(file, 339, 3, 1, 3);
  append_big(file, 0, 4);
  for (const float sample : samples) append_big(file, std::bit_cast<uint32_t>(sample), 4);
  return file;
}

inline void append_png_chunk(Bytes& out, std::string_view type, const Bytes& data) {
  append_big(out, data.size(), 4);
  const size_t start = out.size();
  append_text(out, type);
  out.insert(out.end(), data.begin(), data.end());
  append_big(out, crc32(0, out.data() + start, uInt(out.size() - start)), 4);
}

struct PngFileOptions {
  int colour_type = 0;  ///< 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGBA
  int bits = 8;         ///< of a sample
  struct Chunk {
    std::string_view type;
    Bytes data;
  };
  std::vector<Chunk> chunks = {};  ///< before the pixels
};

/// A PNG from rows of raw bytes without filter bytes.
inline Bytes png_file(uint32_t width,
                      uint32_t height,
                      const Bytes& rows,
                      const PngFileOptions& options = {}) {
  Bytes header, filtered, file;
  append_big(header, width, 4);
  append_big(header, height, 4);
  header.insert(header.end(), {uint8_t(options.bits), uint8_t(options.colour_type), 0, 0, 0});
  const size_t stride = rows.size() / height;
  for (size_t y = 0; y < height; ++y) {
    filtered.push_back(0);
    filtered.insert(
        filtered.end(), rows.begin() + long(y * stride), rows.begin() + long((y + 1) * stride));
  }
  uLongf size = compressBound(uLong(filtered.size()));
  Bytes packed(size);
  compress(packed.data(), &size, filtered.data(), uLong(filtered.size()));
  packed.resize(size);
  append_text(file, "\x89PNG\r\n\x1A\n");
  append_png_chunk(file, "IHDR", header);
  for (const auto& chunk : options.chunks) append_png_chunk(file, chunk.type, chunk.data);
  append_png_chunk(file, "IDAT", packed);
  append_png_chunk(file, "IEND", {});
  return file;
}

}  // namespace lowlight::test
