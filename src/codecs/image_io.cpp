#include "lowlight/codecs/image_io.h"

#include <functional>
#include <memory>
#include <system_error>
#include <utility>

#include "codecs/byte_reader.h"
#include "codecs/jpeg/jpeg_codec.h"
#include "codecs/png/png_codec.h"
#include "codecs/refused_file.h"
#include "codecs/tiff/tiff_codec.h"
#include "codecs/tiff/tiff_directory.h"
#include "codecs/upright.h"
#include "codecs/webp/webp_codec.h"
#include "lowlight/codecs/colour_profile.h"
#include "lowlight/codecs/row_reader.h"
#include "lowlight/codecs/row_writer.h"
#include "lowlight/core/atomic_file.h"
#include "lowlight/core/check.h"
#include "lowlight/core/error.h"

namespace lowlight::codecs {
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

}  // namespace

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
                      ", not JPEG, PNG, TIFF or WebP"});
  }
  auto reader = open_format(*format, bytes, name, options, release);
  Photo& photo = reader->photo;
  photo.format = *format;
  if (!describes(photo.metadata.icc_profile, reader->shape.channels)) {
    photo.metadata.icc_profile.clear();
    photo.warnings.push_back("the colour profile is not for this kind of pixels and was left out");
  }
  // The directory of a TIFF tells how its picture is to be turned; its EXIF data do not.
  if (*format != ImageFormat::tiff) {
    reader->orientation = take_orientation(photo.metadata.exif);
  }
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
