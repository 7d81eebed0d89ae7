#include "codecs/tiff/tiff_layout.h"

#include <algorithm>

namespace lowlight::codecs {

namespace {

TiffAlpha alpha_of(const TiffFile& file, int64_t extra) {
  uint16_t count = 0;
  uint16_t* kinds = nullptr;
  if (extra < 1) return TiffAlpha::none;
  const bool told = TIFFGetField(file.handle(), TIFFTAG_EXTRASAMPLES, &count, &kinds) && count > 0;
  return told && kinds[0] == EXTRASAMPLE_ASSOCALPHA ? TiffAlpha::premultiplied
                                                    : TiffAlpha::straight;
}

int64_t colours_of(uint16_t photometric) {
  const bool lab = photometric == PHOTOMETRIC_CIELAB || photometric == PHOTOMETRIC_ICCLAB;
  return photometric == PHOTOMETRIC_RGB || lab ? 3 : photometric == PHOTOMETRIC_SEPARATED ? 4 : 1;
}

}  // namespace

TiffLayout read_tiff_layout(const TiffFile& file) {
  TIFF* const tiff = file.handle();
  TiffLayout layout;
  layout.width = file.get<uint32_t>(TIFFTAG_IMAGEWIDTH);
  layout.height = file.get<uint32_t>(TIFFTAG_IMAGELENGTH);
  layout.samples = file.get<uint16_t>(TIFFTAG_SAMPLESPERPIXEL);
  layout.bits = file.get<uint16_t>(TIFFTAG_BITSPERSAMPLE);
  layout.is_float = file.get<uint16_t>(TIFFTAG_SAMPLEFORMAT) == SAMPLEFORMAT_IEEEFP;
  layout.photometric = file.get<uint16_t>(TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_YCBCR);
  layout.planes = file.get<uint16_t>(TIFFTAG_PLANARCONFIG) == PLANARCONFIG_SEPARATE;
  if (layout.photometric == PHOTOMETRIC_YCBCR &&
      file.get<uint16_t>(TIFFTAG_COMPRESSION) == COMPRESSION_JPEG) {
    TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    layout.photometric = PHOTOMETRIC_RGB;
  }
  layout.colours = colours_of(layout.photometric);
  layout.tiled = TIFFIsTiled(tiff);
  if (layout.tiled) {
    layout.part_width = file.get<uint32_t>(TIFFTAG_TILEWIDTH);
    layout.part_height = file.get<uint32_t>(TIFFTAG_TILELENGTH);
  } else {
    layout.part_width = layout.width;
    layout.part_height = std::min<int64_t>(file.get<uint32_t>(TIFFTAG_ROWSPERSTRIP), layout.height);
  }
  if (layout.colours <= 3 && !layout.is_palette()) {
    layout.alpha = alpha_of(file, layout.samples - layout.colours);
  }
  return layout;
}

std::string problem_of(const TiffLayout& layout, const TiffFile& file) {
  const uint16_t kind = layout.photometric;
  const uint16_t format = file.get<uint16_t>(TIFFTAG_SAMPLEFORMAT);
  const bool shades = kind == PHOTOMETRIC_MINISBLACK || kind == PHOTOMETRIC_MINISWHITE;
  if (!shades && !layout.is_lab() && kind != PHOTOMETRIC_RGB && kind != PHOTOMETRIC_PALETTE &&
      kind != PHOTOMETRIC_SEPARATED) {
    return "this kind of colours is not supported (photometric " + std::to_string(kind) + ")";
  }
  const bool whole_inks = layout.bits == 8 || (layout.bits == 16 && !layout.is_float);
  if (kind == PHOTOMETRIC_SEPARATED && (!whole_inks || layout.planes)) {
    return "CMYK is supported only with 8 or 16 bits a sample, and interleaved";
  }
  const bool plain = format == SAMPLEFORMAT_UINT || format == SAMPLEFORMAT_VOID;
  // a* and b* may be below zero, and some writers say so of all three.
  const bool signed_lab = format == SAMPLEFORMAT_INT && layout.is_lab();
  if (layout.is_lab() && (layout.is_float || (layout.bits != 8 && layout.bits != 16))) {
    return "CIELab is supported with 8 and 16 bits a sample";
  }
  if (!plain && !signed_lab && !layout.is_float) {
    return "signed and complex samples are not supported";
  }
  const int64_t bits = layout.bits;
  const bool small = bits == 1 || bits == 2 || bits == 4;
  const bool known = layout.is_float ? (bits == 16 || bits == 32) && kind != PHOTOMETRIC_PALETTE
                                     : bits == 8 || (bits == 16 && !layout.is_palette()) ||
                                           (small && layout.samples == 1);
  if (!known) return std::to_string(bits) + " bits a sample are not supported";
  if (layout.samples < layout.colours || layout.samples > layout.colours + 8) {
    return std::to_string(layout.samples) + " samples a pixel are not supported";
  }
  // The part of a tile beyond the picture's edges is bounded, so that it cannot be a bomb.
  constexpr int64_t kMaxPart = int64_t(1) << 31;
  if (layout.part_width < 1 || layout.part_height < 1 || layout.part_width > layout.width + 65536 ||
      layout.part_height > layout.height + 65536 ||
      layout.part_stride() > kMaxPart / layout.part_height) {
    return "its strips or tiles are too large";
  }
  return "";
}

}  // namespace lowlight::codecs
