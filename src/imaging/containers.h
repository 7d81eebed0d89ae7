// Colour profiles and EXIF data in PNG, WebP and TIFF files, which OpenCV leaves out.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

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

/// The PNG with nothing but what its pixels need. It must have passed read_png_metadata.
std::vector<uint8_t> png_pixels_only(std::span<const uint8_t> bytes);

/// `file`, as an encoder made it, with the blocks added; those that are empty are left out.
std::vector<uint8_t> with_png_metadata(std::vector<uint8_t> file,
                                       std::span<const uint8_t> icc_profile,
                                       std::span<const uint8_t> exif);
std::vector<uint8_t> with_webp_metadata(std::vector<uint8_t> file,
                                        std::span<const uint8_t> icc_profile,
                                        std::span<const uint8_t> exif,
                                        bool alpha);

}  // namespace lowlight::imaging
