// A grey photo, with alpha or without.
#pragma once

#include "support/image_files.h"

namespace lowlight::test {

/// A slope from black to white with some structure, grey of 8 bits, and a slope of alpha.
inline Bytes grey_png(uint32_t width, uint32_t height, bool alpha) {
  Bytes rows;
  for (uint32_t y = 0; y < height; ++y) {
    for (uint32_t x = 0; x < width; ++x) {
      rows.push_back(uint8_t(x * 223 / width + 8 * ((x + y) / 4 % 5)));
      if (alpha) rows.push_back(uint8_t(255 - y * 200 / height));
    }
  }
  return png_file(width, height, rows, {.colour_type = alpha ? 4 : 0});
}

}  // namespace lowlight::test
