#include "lowlight/codecs/image_io.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <system_error>
#include <utility>

#include "codecs/converted_rows.h"
#include "codecs/gif/gif_codec.h"
#include "codecs/heif/heif_codec.h"
#include "codecs/jpeg/jpeg_codec.h"
#include "codecs/jxl/jxl_codec.h"
#include "codecs/png/png_codec.h"
#include "codecs/raw/raw_codec.h"
#include "codecs/tiff/tiff_codec.h"
#include "codecs/upright.h"
#include "codecs/webp/webp_codec.h"
#include "lowlight/codecs/row_reader.h"
#include "lowlight/codecs/row_writer.h"
#include "lowlight/colours/colour_numbers.h"
#include "lowlight/colours/colour_profile.h"
#include "lowlight/colours/hdr_tones.h"
#include "lowlight/colours/table_profile.h"
#include "lowlight/core/atomic_file.h"
#include "lowlight/core/check.h"
#include "lowlight/core/error.h"
#include "lowlight/metadata/byte_reader.h"
#include "lowlight/metadata/refused_file.h"
#include "lowlight/metadata/tiff_directory.h"

namespace lowlight::codecs {

using namespace colours;
using namespace metadata;

namespace {

/// Size and container are checked first: the size is known before memory is taken, and a cut file
/// never reaches a decoder.
std::unique_ptr<RowReader> open_format(ImageFormat format,
                                       std::span<const uint8_t> bytes,
                                       const std::string& name,
                                       const ReadOptions& options,
                                       const std::function<void()>& release) try {
  switch (format) {
    case ImageFormat::jpeg:
      return open_jpeg(bytes, name, options);
    case ImageFormat::png:
      return open_png(bytes, name, options, release);
    case ImageFormat::tiff:
      return open_tiff(bytes, name, options);
    case ImageFormat::heic:
    case ImageFormat::avif:
      return open_heif(bytes, name, options);
    case ImageFormat::jxl:
      return open_jxl(bytes, name, options);
    case ImageFormat::raw:
      return open_raw(bytes, name, options);
    case ImageFormat::gif:
      return open_gif(bytes, name, options);
    case ImageFormat::webp:
      break;
  }
  return open_webp(bytes, name, options);
} catch (const OutOfData&) {
  throw ImageError(name, {"the file is truncated"});
} catch (const RefusedFile& error) {
  throw ImageError(name, {error.what()});
}

/// Whether a profile may stand in a file of these pixels. One that cannot be read may, and is kept
/// as it is.
bool describes(std::span<const uint8_t> icc_profile, int64_t channels) {
  const auto kind = kind_of_profile(icc_profile);
  return kind != ProfileKind::cmyk && (kind != ProfileKind::grey || channels == 1);
}

/// Gives a photo whose colours are numbers a profile that says the same, and tone-maps pictures of
/// high dynamic range.
std::unique_ptr<RowReader> with_described_colours(std::unique_ptr<RowReader> reader,
                                                  const std::string& name,
                                                  const ReadOptions& options) {
  auto& metadata = reader->photo.metadata;
  if (!metadata.numbers) return reader;
  const DescribedColours colours = described(*metadata.numbers);
  const bool grey = reader->shape.channels == 1;
  if (!colours.hdr) {
    if (metadata.icc_profile.empty()) metadata.icc_profile = profile_of(colours, grey);
    return reader;
  }
  const std::string curve = colours.hdr == HdrCurve::pq ? "PQ" : "HLG";
  if (options.on_hdr == OnHdr::refuse) {
    throw ImageError(name, {"a picture of high dynamic range (" + curve + ")"});
  }
  metadata.numbers.reset();
  metadata.icc_profile = profile_of({.primaries = kDisplayP3}, grey);
  reader->photo.warnings.push_back("high dynamic range (" + curve +
                                   ") was tone-mapped to an ordinary picture");
  const auto shape = reader->shape;
  return converted_rows(
      std::move(reader), shape.channels, imaging::BitDepth::u16, hdr_to_display(colours, shape));
}

/// A photo whose profile's tables lead to colours and not back becomes one in sRGB.
std::unique_ptr<RowReader> in_usable_colours(std::unique_ptr<RowReader> reader) {
  auto& photo = reader->photo;
  const auto shape = reader->shape;
  auto convert = one_way_to_srgb(photo.metadata.icc_profile, shape);
  if (!convert) return reader;
  photo.metadata.icc_profile.clear();
  photo.warnings.push_back("colours were converted to sRGB: their profile leads one way only");
  const int64_t channels = std::max<int64_t>(shape.channels, 3);
  return converted_rows(std::move(reader), channels, shape.depth, std::move(*convert));
}

}  // namespace

std::string problem_of_reading(ImageFormat format) {
  switch (format) {
    case ImageFormat::heic:
    case ImageFormat::avif:
      return problem_of_reading_heif(format);
    case ImageFormat::jxl:
      return problem_of_jxl();
    case ImageFormat::raw:
      return problem_of_raw();
    case ImageFormat::gif:
      return problem_of_gif();
    default:
      return "";
  }
}

std::string problem_of_writing(ImageFormat format) {
  switch (format) {
    case ImageFormat::heic:
    case ImageFormat::avif:
      return problem_of_writing_heif(format);
    case ImageFormat::jxl:
      return problem_of_jxl();
    case ImageFormat::raw:
      return "a raw file is what a camera wrote, and no program writes one";
    case ImageFormat::gif:
      return "no GIF is written: its 256 colours are too few for a photo";
    default:
      return "";
  }
}

std::unique_ptr<RowReader> open_photo(std::span<const uint8_t> bytes,
                                      const std::string& name,
                                      const ReadOptions& options,
                                      const std::function<void()>& release) {
  if (bytes.empty()) throw ImageError(name, {"the file is empty"});
  const auto format = detect_format(bytes);
  if (!format) {
    const char* foreign = foreign_format(bytes);
    throw ImageError(name,
                     {"unsupported format: " + std::string(foreign ? foreign : "unknown") +
                      ", not JPEG, PNG, TIFF, WebP, HEIC, AVIF, JPEG XL, GIF or camera raw"});
  }
  auto reader =
      with_described_colours(open_format(*format, bytes, name, options, release), name, options);
  reader = in_usable_colours(std::move(reader));
  Photo& photo = reader->photo;
  photo.format = *format;
  if (!describes(photo.metadata.icc_profile, reader->shape.channels)) {
    photo.metadata.icc_profile.clear();
    photo.warnings.push_back("the colour profile is not for this kind of pixels and was left out");
  }
  // The directory of a TIFF tells how its picture is to be turned; its EXIF data do not. The
  // formats after WebP come upright.
  if (*format == ImageFormat::jpeg || *format == ImageFormat::png || *format == ImageFormat::webp) {
    reader->orientation = take_orientation(photo.metadata.exif);
  }
  photo.turned_by = reader->orientation;
  return reader;
}

Photo decode_photo(std::span<const uint8_t> bytes,
                   const std::string& name,
                   const ReadOptions& options) {
  const auto reader = open_photo(bytes, name, options);
  imaging::Image stored = imaging::rows_like(reader->shape, reader->shape.height);
  reader->read(stored.bytes().data(), stored.height());
  reader->photo.image = upright(std::move(stored), reader->orientation);
  return std::move(reader->photo);
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
  MemoryFile file;
  RowWriter writer(photo, imaging::shape_of(photo.image), options, file);
  writer.write(photo.image);
  writer.finish();
  if (warnings)
    warnings->insert(warnings->end(), writer.warnings().begin(), writer.warnings().end());
  return std::move(file.bytes);
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

}  // namespace lowlight::codecs
