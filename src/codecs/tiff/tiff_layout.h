// How a TIFF file keeps its first picture.
#pragma once

#include <tiffio.h>

#include <cstdint>
#include <string>

#include "codecs/tiff/tiff_file.h"
#include "lowlight/imaging/image.h"

namespace lowlight::codecs {

enum class TiffAlpha { none, straight, premultiplied };

/// How a file keeps its samples.
struct TiffLayout {
  int64_t width = 0, height = 0;
  int64_t samples = 1;  ///< the number of samples of a pixel
  int64_t colours = 1;  ///< so many of them, the first ones, are colours
  int64_t bits = 8;
  bool is_float = false;
  uint16_t photometric = PHOTOMETRIC_MINISBLACK;
  TiffAlpha alpha = TiffAlpha::none;
  bool planes = false;  ///< each sample has strips of its own
  bool tiled = false;
  int64_t part_width = 0, part_height = 0;  ///< the size of a strip or tile

  bool is_lab() const {
    return photometric == PHOTOMETRIC_CIELAB || photometric == PHOTOMETRIC_ICCLAB;
  }
  bool is_palette() const { return photometric == PHOTOMETRIC_PALETTE; }
  imaging::BitDepth depth() const {
    const bool deep = bits > 8 && !is_palette() && colours < 4;  // Inks are converted at 8 bits.
    return deep ? imaging::BitDepth::u16 : imaging::BitDepth::u8;
  }
  int64_t channels() const {
    return alpha != TiffAlpha::none ? 4 : colours == 1 && !is_palette() ? 1 : 3;
  }
  /// Whether strips hold rows as an Image does.
  bool is_image() const {
    return !tiled && !planes && !is_float && !is_palette() && (bits == 8 || bits == 16) &&
           photometric != PHOTOMETRIC_MINISWHITE && colours < 4 && samples == channels();
  }
  int64_t samples_in_part() const { return planes ? 1 : samples; }
  /// Bytes of a row of a part.
  int64_t part_stride() const { return (part_width * samples_in_part() * bits + 7) / 8; }
};

/// Reads the layout, and asks libtiff to give JPEG data within the file as RGB.
TiffLayout read_tiff_layout(const TiffFile& file);

/// Why pixels kept like this cannot be read; "" where they can.
std::string problem_of(const TiffLayout& layout, const TiffFile& file);

}  // namespace lowlight::codecs
