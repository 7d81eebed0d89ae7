// What a file of each format can hold.
#pragma once

#include <cstdint>

#include "lowlight/codecs/image_io.h"
#include "lowlight/imaging/image.h"

namespace lowlight::codecs {

/// What becomes of a file that holds several pictures: pages, or the frames of an animation.
enum class SeveralPictures { impossible, first_is_read, refused };

/// What a file of a format can hold of a photo; what it cannot hold is converted or left out when
/// the file is written. docs/formats.md shows this table to users.
struct FormatLimits {
  const char* name;                                   ///< the name that people read: "JPEG"
  int64_t largest_side;                               ///< the longest side in pixels
  imaging::BitDepth deepest = imaging::BitDepth::u8;  ///< samples never have more bits
  bool grey = true;                                   ///< if false, grey becomes RGB
  bool alpha = true;                                  ///< if false, the photo is laid on white
  bool icc_profile = true;
  bool exif = true;
  bool xmp = true;
  bool iptc = true;         ///< if false, its fields become XMP
  bool resolution = false;  ///< if false, it becomes EXIF's
  bool texts = false;       ///< if false, EXIF's tags hold those texts that they can
  bool preview = true;      ///< in the EXIF data
  bool gain_maps = false;   ///< and other pictures behind the photo
  bool videos = false;      ///< and other data behind the photo
  SeveralPictures several_pictures = SeveralPictures::impossible;
};

constexpr FormatLimits limits_of(ImageFormat format) {
  using imaging::BitDepth;
  switch (format) {
    case ImageFormat::jpeg:
      return {.name = "JPEG",
              .largest_side = 65'500,
              .alpha = false,
              .resolution = true,
              .gain_maps = true,
              .videos = true};
    case ImageFormat::png:
      return {.name = "PNG",
              .largest_side = 2'147'483'647,
              .deepest = BitDepth::u16,
              .resolution = true,
              .texts = true,
              .several_pictures = SeveralPictures::first_is_read};
    case ImageFormat::tiff:
      return {.name = "TIFF",
              .largest_side = 4'294'967'295,
              .deepest = BitDepth::u16,
              .preview = false,
              .several_pictures = SeveralPictures::refused};
    case ImageFormat::heic:
    case ImageFormat::avif:
      return {.name = format == ImageFormat::heic ? "HEIC" : "AVIF",
              .largest_side = 16'384,
              .deepest = BitDepth::u16,
              .grey = false,
              .iptc = false,
              .videos = format == ImageFormat::heic,
              .several_pictures = SeveralPictures::first_is_read};
    case ImageFormat::jxl:
      return {.name = "JPEG XL",
              .largest_side = 1'073'741'823,
              .deepest = BitDepth::u16,
              .iptc = false,
              .several_pictures = SeveralPictures::refused};
    case ImageFormat::raw:
      return {.name = "camera raw", .largest_side = 65'535, .deepest = BitDepth::u16};
    case ImageFormat::gif:
      return {.name = "GIF", .largest_side = 65'535, .several_pictures = SeveralPictures::refused};
    case ImageFormat::webp:
      break;
  }
  return {.name = "WebP",
          .largest_side = 16'383,
          .grey = false,
          .iptc = false,
          .several_pictures = SeveralPictures::refused};
}

}  // namespace lowlight::codecs
