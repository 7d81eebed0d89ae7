// Photos in files: JPEG, PNG, TIFF and WebP, their colour profile and EXIF data.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lowlight/imaging/image.h"

namespace lowlight::codecs {

enum class ImageFormat { jpeg, png, tiff, webp };

/// The names of the values, as users write them.
constexpr auto names_of(ImageFormat) {
  return std::to_array<std::pair<ImageFormat, std::string_view>>({{ImageFormat::jpeg, "jpeg"},
                                                                  {ImageFormat::png, "png"},
                                                                  {ImageFormat::tiff, "tiff"},
                                                                  {ImageFormat::webp, "webp"}});
}

/// How coarsely a JPEG stores colour.
enum class ChromaSampling { unknown, full_444, half_422, quarter_420 };

/// What to do with a file whose end is missing or damaged.
enum class OnTruncated { fail, keep };

/// The names of the values, as users write them.
constexpr auto names_of(OnTruncated) {
  return std::to_array<std::pair<OnTruncated, std::string_view>>(
      {{OnTruncated::fail, "fail"}, {OnTruncated::keep, "keep"}});
}

/// What becomes of EXIF, XMP and IPTC data in a file that is written: everything is kept,
/// everything is left out, or only the place is (EXIF's GPS directory and XMP's GPS properties).
/// The colour profile always stays.
enum class MetadataPolicy { keep, strip, strip_gps };

/// The names of the values, as users write them.
constexpr auto names_of(MetadataPolicy) {
  return std::to_array<std::pair<MetadataPolicy, std::string_view>>(
      {{MetadataPolicy::keep, "keep"},
       {MetadataPolicy::strip, "strip"},
       {MetadataPolicy::strip_gps, "strip-gps"}});
}

/// What a file tells besides its pixels, block by block as the file holds it; a block that it lacks
/// is empty.
struct Metadata {
  std::vector<uint8_t> icc_profile = {};  ///< a photo without one is in sRGB
  std::vector<uint8_t> exif = {};         ///< a TIFF structure, without the "Exif\0\0" of a JPEG
  std::vector<uint8_t> xmp = {};          ///< the packet
  std::vector<uint8_t> iptc = {};         ///< the records, without Photoshop's resource around them
};

/// A decoded file. The pixels are upright: the orientation the file asked for is applied, and the
/// EXIF data kept here says so (tag 1), so that writing it back does not turn the picture twice.
struct Photo {
  imaging::Image image;
  ImageFormat format = ImageFormat::jpeg;
  ChromaSampling chroma_sampling = ChromaSampling::unknown;
  bool lossless = false;  ///< the file was a WebP without loss, and is written so again
  Metadata metadata;
  std::vector<std::string> warnings;  ///< each says what could not be kept or was converted
};

struct ReadOptions {
  int64_t max_pixels = 400'000'000;  ///< larger pictures are refused before memory is taken
  /// `keep` gives what could be decoded, and a warning; it works for JPEG only.
  OnTruncated on_truncated = OnTruncated::fail;
};

struct WriteOptions {
  ImageFormat format = ImageFormat::jpeg;
  int64_t quality = 92;  ///< 1 … 100; it counts for JPEG and lossy WebP
  MetadataPolicy metadata = MetadataPolicy::keep;
  /// The tag Software of a photo that has EXIF data; an empty text leaves it as it is.
  std::string software = {};
};

/// What a header says, before anything is decoded.
struct ImageHeader {
  ImageFormat format = ImageFormat::jpeg;
  int64_t width = 0;   ///< the stored one, before the picture is turned
  int64_t height = 0;  ///< the same holds here
};

/// The format whose first bytes these are; nothing for every other file, which no decoder will ever
/// see.
std::optional<ImageFormat> detect_format(std::span<const uint8_t> bytes);

/// What people call the format of a picture that is not read ("GIF", "HEIC", ...); null where it is
/// not known.
const char* foreign_format(std::span<const uint8_t> bytes);

/// The format a file name asks for by its ending (.jpg, .jpeg, .jfif, .png, .tif, .tiff, .webp,
/// in any case).
std::optional<ImageFormat> format_of_name(const std::filesystem::path& path);

/// The usual ending: ".jpg", ".png", ".tif", ".webp".
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

/// The libraries behind the formats: "libjpeg-turbo 2.1.5, libpng 1.6.39, …".
std::string codec_versions();

}  // namespace lowlight::codecs
