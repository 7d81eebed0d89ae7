#include "lowlight/pages/bitmap.h"

#include "lowlight/core/check.h"

namespace lowlight::pages {
namespace {

void append(std::vector<uint8_t>& file, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) file.push_back(uint8_t(value >> 8 * i));
}

}  // namespace

std::vector<uint8_t> bitmap_file(int64_t width, int64_t height, std::span<const uint8_t> rgb) {
  LOWLIGHT_CHECK(width >= 1 && height >= 1 && int64_t(rgb.size()) == width * height * 3,
                 "bitmap_file: rgb must hold width * height * 3 bytes, got ",
                 rgb.size(),
                 " for ",
                 width,
                 " x ",
                 height);
  constexpr uint64_t kHeaders = 14 + 40;
  const int64_t stride = (3 * width + 3) / 4 * 4;
  std::vector<uint8_t> file = {'B', 'M'};
  append(file, kHeaders + uint64_t(stride * height), 4);
  append(file, 0, 4);
  append(file, kHeaders, 4);
  append(file, 40, 4);
  append(file, uint64_t(width), 4);
  append(file, uint64_t(-height), 4);  // negative: from top to bottom
  append(file, 1, 2);
  append(file, 24, 2);
  append(file, 0, 4);
  append(file, uint64_t(stride * height), 4);
  append(file, 0, 16);
  for (int64_t y = 0; y < height; ++y) {
    const auto* pixel = rgb.data() + y * width * 3;
    for (int64_t x = 0; x < width; ++x, pixel += 3)
      file.insert(file.end(), {pixel[2], pixel[1], pixel[0]});
    append(file, 0, int(stride - 3 * width));
  }
  return file;
}

}  // namespace lowlight::pages
