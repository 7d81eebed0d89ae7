// Photos in files: JPEG, PNG, TIFF, WebP, HEIC, AVIF, JPEG XL, camera raw and GIF.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lowlight/codecs/photo.h"

namespace lowlight::codecs {

/// The format whose first bytes these are; nothing for every other file, which no decoder will ever
/// see.
std::optional<ImageFormat> detect_format(std::span<const uint8_t> bytes);

/// What people call the format of a picture that is not read ("BMP", "OpenEXR", ...); null where it
/// is not known.
const char* foreign_format(std::span<const uint8_t> bytes);

/// The format a file name asks for by its ending (.jpg, .jpeg, .jfif, .png, .tif, .tiff, .webp,
/// .heic, .heif, .hif, .avif, .jxl, .gif, those of camera raw files; in any case).
std::optional<ImageFormat> format_of_name(const std::filesystem::path& path);

/// The usual ending: ".jpg", ".png", ".tif", ".webp", ...; of raw files ".dng".
const char* extension_of(ImageFormat format);

/// Format and size from the header alone; nothing where the header is foreign or broken. This is
/// cheap enough to plan memory with.
std::optional<ImageHeader> peek_header(std::span<const uint8_t> bytes);

/// Decodes a file held in memory; `name` stands for it in errors.
/// 8 and 16 bits are kept, fewer become 8; grey stays one channel (grey with alpha becomes RGBA);
/// palettes become RGB or RGBA; CMYK is converted, with a warning; float samples (TIFF) become 16
/// bits, 1.0 the largest code. Throws ImageError for: an unknown format, a size over the limit,
/// truncated or damaged data, float samples that are NaN or infinite, and whatever the decoder
/// refuses. Damaged metadata is left out with a warning.
Photo decode_photo(std::span<const uint8_t> bytes,
                   const std::string& name,
                   const ReadOptions& options = {});

/// Reads a file and decodes it like decode_photo. Throws ImageError also where it cannot be read.
Photo read_photo(const std::filesystem::path& path, const ReadOptions& options = {});

/// The photo as a file of options.format, with its profile and, as options.metadata wants them, its
/// EXIF, XMP and IPTC data: upright, with the pixel size of this image, without the old preview
/// picture, maker notes included. In a WebP, which holds no IPTC, its fields become XMP. What is
/// damaged or too long for the format is left out, and `warnings`, where given, get a sentence.
/// JPEG keeps the photo's chroma sampling; where it is unknown, quality ≥ 90 stores colour in full,
/// less at a quarter. JPEG and WebP hold 8 bits: 16-bit samples are rounded. JPEG holds no alpha:
/// the photo is laid on white. WebP holds no grey: it becomes RGB. Throws ImageError where the
/// format cannot hold the size.
std::vector<uint8_t> encode_photo(const Photo& photo,
                                  const WriteOptions& options,
                                  std::vector<std::string>* warnings = nullptr);

/// Writes what encode_photo returns into a file that is either complete or not there. Throws
/// ImageError.
void write_photo(const std::filesystem::path& path,
                 const Photo& photo,
                 const WriteOptions& options,
                 std::vector<std::string>* warnings = nullptr);

/// Why this build, on this machine, cannot read or write files of the format, with what is to be
/// installed; "" where it can. This opens the library of a format that has its own. No raw file and
/// no GIF is ever written.
std::string problem_of_reading(ImageFormat format);
std::string problem_of_writing(ImageFormat format);

/// The format in which a photo is written that is to keep its own: TIFF for a raw file, PNG for a
/// GIF.
constexpr ImageFormat kept_format(ImageFormat format) {
  return format == ImageFormat::raw   ? ImageFormat::tiff
         : format == ImageFormat::gif ? ImageFormat::png
                                      : format;
}

/// The libraries behind the formats: "libjpeg-turbo 2.1.5, libpng 1.6.39, …".
std::string codec_versions();

}  // namespace lowlight::codecs
