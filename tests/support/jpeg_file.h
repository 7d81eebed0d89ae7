// JPEG files that our own encoder does not make: CMYK, progressive scans.
#pragma once

#include <cstdint>
#include <cstdio>
// jpeglib.h needs the two above.
#include <jpeglib.h>

#include <cstdlib>

#include "support/image_files.h"

namespace lowlight::test {

struct JpegFileOptions {
  bool progressive = false;
  bool adobe_cmyk = false;  ///< the picture's bytes times four are inks, stored with Adobe's mark
  Bytes icc_profile = {};
};

/// A JPEG straight from libjpeg. `pixels`: width · height · (adobe_cmyk ? 4 : 3) bytes.
inline Bytes jpeg_file(uint32_t width,
                       uint32_t height,
                       Bytes pixels,
                       const JpegFileOptions& options) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* data = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &data, &size);
  info.image_width = width;
  info.image_height = height;
  info.input_components = options.adobe_cmyk ? 4 : 3;
  info.in_color_space = options.adobe_cmyk ? JCS_CMYK : JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, 95, TRUE);
  if (options.progressive) jpeg_simple_progression(&info);
  jpeg_start_compress(&info, TRUE);
  if (!options.icc_profile.empty()) {
    jpeg_write_icc_profile(&info, options.icc_profile.data(), unsigned(options.icc_profile.size()));
  }
  while (info.next_scanline < height) {
    JSAMPROW row =
        pixels.data() + size_t(info.next_scanline) * width * size_t(info.input_components);
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  Bytes file(data, data + size);
  jpeg_destroy_compress(&info);
  std::free(data);
  return file;
}

}  // namespace lowlight::test
