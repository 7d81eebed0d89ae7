#include <cstddef>
#include <cstdio>
// jpeglib.h needs the two headers above.
#include <jpeglib.h>
#include <png.h>
#include <tiffio.h>
#include <webp/decode.h>

#include <string>

#include "codecs/gif/gif_codec.h"
#include "codecs/heif/heif_codec.h"
#include "codecs/jxl/jxl_codec.h"
#include "codecs/raw/raw_codec.h"
#include "lowlight/codecs/image_io.h"

#define LOWLIGHT_TEXT_OF(macro) LOWLIGHT_TEXT(macro)
#define LOWLIGHT_TEXT(tokens) #tokens

namespace lowlight::codecs {
namespace {

/// "LIBTIFF, Version 4.5.0\nCopyright ..." → "4.5.0".
std::string tiff_version() {
  const std::string text = TIFFGetVersion();
  const size_t start = text.find_first_of("0123456789");
  return start == std::string::npos ? text
                                    : text.substr(start, text.find_first_of(" \n", start) - start);
}

std::string webp_version() {
  const int version = WebPGetDecoderVersion();
  return std::to_string(version >> 16) + "." + std::to_string(version >> 8 & 255) + "." +
         std::to_string(version & 255);
}

}  // namespace

std::string codec_versions() {
  return "libjpeg-turbo " LOWLIGHT_TEXT_OF(LIBJPEG_TURBO_VERSION) ", libpng " +
         std::string(png_get_libpng_ver(nullptr)) + ", libtiff " + tiff_version() + ", libwebp " +
         webp_version() + ", " + heif_version() + ", " + jxl_version() + ", " + raw_version() +
         ", " + gif_version();
}

}  // namespace lowlight::codecs
