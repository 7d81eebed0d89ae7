#include "lowlight/imaging/image_io.h"

#include <algorithm>
#include <stdexcept>
#include <system_error>

#include "containers.h"
#include "jpeg_codec.h"
#include "lowlight/core/atomic_file.h"
#include "lowlight/core/check.h"
#include "lowlight/core/error.h"
#include "lowlight/imaging/colour_profile.h"
#include "metadata_edit.h"
#include "png_codec.h"
#include "tiff_codec.h"
#include "tiff_directory.h"
#include "upright.h"
#include "webp_codec.h"

namespace lowlight::imaging {
namespace {

Metadata read_metadata(std::span<const uint8_t> bytes, ImageFormat format) {
  return format == ImageFormat::png    ? read_png_metadata(bytes)
         : format == ImageFormat::webp ? read_webp_metadata(bytes)
                                       : read_tiff_metadata(bytes);
}

Photo decode_pixels(std::span<const uint8_t> bytes,
                    const ImageHeader& header,
                    const Metadata& metadata,
                    const std::string& name) {
  return header.format == ImageFormat::png ? decode_png(bytes, name)
         : header.format == ImageFormat::webp
             ? decode_webp(bytes, name)
             : decode_tiff(bytes, header, metadata.icc_profile, name);
}

/// PNG, TIFF, WebP. The container is walked first: the size is known before memory is taken, and a
/// cut file never reaches a decoder.
Photo decode_container(std::span<const uint8_t> bytes,
                       ImageFormat format,
                       const std::string& name,
                       const ReadOptions& options) {
  const auto header = peek_header(bytes);
  if (!header) throw ImageError(name, {"the header is truncated or damaged"});
  if (header->width > options.max_pixels / header->height) {
    throw ImageError(name,
                     {std::to_string(header->width) + " x " + std::to_string(header->height) +
                      " pixels are over the limit of " + std::to_string(options.max_pixels)});
  }
  Metadata metadata;
  try {
    metadata = read_metadata(bytes, format);
  } catch (const OutOfData&) {
    throw ImageError(name, {"the file is truncated"});
  } catch (const std::runtime_error& error) {
    throw ImageError(name, {error.what()});
  }
  Photo photo = decode_pixels(bytes, *header, metadata, name);
  photo.icc_profile = std::move(metadata.icc_profile);
  photo.exif = std::move(metadata.exif);
  photo.xmp = std::move(metadata.xmp);
  photo.iptc = std::move(metadata.iptc);
  photo.warnings.insert(photo.warnings.begin(), metadata.warnings.begin(), metadata.warnings.end());
  return photo;
}

/// Whether a profile may stand in a file of these pixels. An unreadable one may: it is kept as it
/// is.
bool describes(std::span<const uint8_t> icc_profile, const Image& image) {
  const auto kind = kind_of_profile(icc_profile);
  return kind != ProfileKind::cmyk && (kind != ProfileKind::grey || image.channels() == 1);
}

uint8_t code_of_8_bits(uint8_t code) { return code; }
uint8_t code_of_8_bits(uint16_t code) { return uint8_t((code + 128) / 257); }

/// Rows of `from` at 8 bits. Where `to` has no alpha and `from` has, white shines through, so that
/// colours hidden under full transparency stay hidden.
template <class Sample>
void copy_reduced(const Image& from, Image& to) {
  const bool flatten = from.channels() == 4 && to.channels() == 3;
  const int64_t full = full_scale(from.depth());
  for (int64_t y = 0; y < from.height(); ++y) {
    const Sample* in = from.row<Sample>(y);
    uint8_t* out = to.row<uint8_t>(y);
    for (int64_t x = 0; x < from.width(); ++x, in += from.channels(), out += to.channels()) {
      const int64_t alpha = flatten ? in[3] : full;
      for (int64_t c = 0; c < to.channels(); ++c) {
        out[c] = code_of_8_bits(Sample((in[c] * alpha + full * (full - alpha) + full / 2) / full));
      }
    }
  }
}

/// The photo as a JPEG or WebP can hold it: 8 bits, JPEG without alpha.
Image as_8_bits(const Image& image, int64_t channels) {
  Image result(image.width(), image.height(), channels, BitDepth::u8);
  if (image.depth() == BitDepth::u8) {
    copy_reduced<uint8_t>(image, result);
  } else {
    copy_reduced<uint16_t>(image, result);
  }
  return result;
}

/// The image itself where it is fit for a JPEG or WebP, else `reduced` made from it.
const Image& fit_for_8_bits(const Image& image, bool alpha, Image& reduced) {
  const int64_t channels = image.channels() == 4 && !alpha ? 3 : image.channels();
  if (image.depth() == BitDepth::u8 && channels == image.channels()) return image;
  reduced = as_8_bits(image, channels);
  return reduced;
}

std::vector<uint8_t> encode_pixels(const Photo& photo,
                                   Metadata& metadata,
                                   const WriteOptions& options) {
  Image reduced;
  switch (options.format) {
    case ImageFormat::png:
      return encode_png(photo.image, metadata);
    case ImageFormat::tiff:
      return encode_tiff(photo.image, metadata);
    case ImageFormat::jpeg:
      return encode_jpeg(fit_for_8_bits(photo.image, false, reduced),
                         metadata,
                         photo.chroma_sampling,
                         options.quality);
    case ImageFormat::webp:
      break;
  }
  if (kind_of_profile(metadata.icc_profile) == ProfileKind::grey) {
    metadata.icc_profile.clear();
    metadata.warnings.push_back("WebP holds no grey: its colour profile was left out");
  }
  return encode_webp(
      fit_for_8_bits(photo.image, true, reduced), metadata, photo.lossless, options.quality);
}

}  // namespace

Photo decode_photo(std::span<const uint8_t> bytes,
                   const std::string& name,
                   const ReadOptions& options) {
  if (bytes.empty()) throw ImageError(name, {"the file is empty"});
  const auto format = detect_format(bytes);
  if (!format) {
    const char* foreign = foreign_format(bytes);
    throw ImageError(name,
                     {"unsupported format: " + std::string(foreign ? foreign : "unknown") +
                      ", not JPEG, PNG, TIFF or WebP"});
  }
  Photo photo = *format == ImageFormat::jpeg ? decode_jpeg(bytes, name, options)
                                             : decode_container(bytes, *format, name, options);
  photo.format = *format;
  if (!describes(photo.icc_profile, photo.image)) {
    photo.icc_profile.clear();
    photo.warnings.push_back("the colour profile is not for this kind of pixels and was left out");
  }
  const int orientation =
      *format == ImageFormat::tiff ? read_orientation(bytes) : take_orientation(photo.exif);
  photo.image = upright(std::move(photo.image), orientation);
  return photo;
}

Photo read_photo(const std::filesystem::path& path, const ReadOptions& options) {
  std::vector<uint8_t> bytes;
  try {
    bytes = read_file(path);
  } catch (const std::system_error& error) {
    throw ImageError(path.string(), {"cannot read: " + error.code().message()});
  }
  return decode_photo(bytes, path.string(), options);
}

std::vector<uint8_t> encode_photo(const Photo& photo,
                                  const WriteOptions& options,
                                  std::vector<std::string>* warnings) {
  LOWLIGHT_CHECK(!photo.image.empty(), "encode_photo: the image must not be empty");
  LOWLIGHT_CHECK(options.quality >= 1 && options.quality <= 100,
                 "encode_photo: quality must be 1 to 100, got ",
                 options.quality);
  Metadata metadata = edited_metadata(photo, options);
  std::vector<uint8_t> file = encode_pixels(photo, metadata, options);
  if (warnings)
    warnings->insert(warnings->end(), metadata.warnings.begin(), metadata.warnings.end());
  return file;
}

void write_photo(const std::filesystem::path& path,
                 const Photo& photo,
                 const WriteOptions& options,
                 std::vector<std::string>* warnings) {
  std::vector<uint8_t> bytes;
  try {
    bytes = encode_photo(photo, options, warnings);
  } catch (const ImageError& error) {
    throw ImageError(path.string(), error.problems());
  }
  try {
    write_file_atomically(path, bytes);
  } catch (const std::system_error& error) {
    throw ImageError(path.string(), {"cannot write: " + error.code().message()});
  }
}

}  // namespace lowlight::imaging
