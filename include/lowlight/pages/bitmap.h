// Pictures for pages, without a codec.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace lowlight::pages {

/// An uncompressed BMP file, which every browser shows as "image/bmp". `rgb`: width · height · 3
/// bytes, rows from top to bottom; another number of them, or a side below 1, is c10::ValueError.
std::vector<uint8_t> bitmap_file(int64_t width, int64_t height, std::span<const uint8_t> rgb);

}  // namespace lowlight::pages
