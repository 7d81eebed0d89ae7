// PNG files that our own encoder does not make: interlaced ones.
#pragma once

#include <png.h>

#include "lowlight/imaging/image.h"
#include "support/image_files.h"

namespace lowlight::test {

/// An RGB picture of 8 bits in the seven passes of Adam7.
inline Bytes interlaced_png(const imaging::Image& image) {
  Bytes file;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(
      png,
      &file,
      [](png_structp writer, png_bytep data, size_t count) {
        auto& out = *static_cast<Bytes*>(png_get_io_ptr(writer));
        out.insert(out.end(), data, data + count);
      },
      [](png_structp) {});
  png_set_IHDR(png,
               info,
               png_uint_32(image.width()),
               png_uint_32(image.height()),
               8,
               PNG_COLOR_TYPE_RGB,
               PNG_INTERLACE_ADAM7,
               PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  const int passes = png_set_interlace_handling(png);
  for (int pass = 0; pass < passes; ++pass) {
    for (int64_t y = 0; y < image.height(); ++y) png_write_row(png, image.row<uint8_t>(y));
  }
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return file;
}

}  // namespace lowlight::test
