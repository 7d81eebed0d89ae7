// Colour profiles and EXIF data in PNG, WebP and TIFF files, read and written apart from their
// pixels.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lowlight/imaging/image_io.h"

namespace lowlight::imaging {

struct Metadata {
  std::vector<uint8_t> icc_profile;
  std::vector<uint8_t> exif;
  std::vector<std::string> warnings;
};

/// Each reads the whole container and throws OutOfData where it is cut, std::runtime_error where it
/// is damaged or holds something that cannot be read; a metadata block that is itself broken only
/// gives a warning.
Metadata read_png_metadata(std::span<const uint8_t> bytes);
Metadata read_webp_metadata(std::span<const uint8_t> bytes);
Metadata read_tiff_metadata(std::span<const uint8_t> bytes);

/// A PNG's chunk for libpng to write before the pixels.
struct PngChunk {
  std::string type;
  std::vector<uint8_t> data;
};
std::vector<PngChunk> png_metadata(const Photo& photo);

/// `file`, as an encoder made it, with the photo's metadata added.
std::vector<uint8_t> with_webp_metadata(std::vector<uint8_t> file, const Photo& photo);

}  // namespace lowlight::imaging
