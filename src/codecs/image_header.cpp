#include "codecs/image_header.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <iterator>

#include "codecs/tiff/tiff_directory.h"
#include "lowlight/core/error.h"

namespace lowlight::codecs {
namespace {

bool begins_with(std::span<const uint8_t> bytes, std::string_view magic, size_t offset = 0) {
  return bytes.size() >= offset + magic.size() &&
         std::memcmp(bytes.data() + offset, magic.data(), magic.size()) == 0;
}

ImageHeader peek_jpeg(const ByteReader& reader) {
  uint64_t at = 2;
  while (true) {
    if (reader.u8(at) != 0xFF) throw OutOfData();
    const uint32_t marker = reader.u8(at + 1);
    const bool alone = marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
    const bool frame =
        marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame) return {ImageFormat::jpeg, reader.u16(at + 7), reader.u16(at + 5)};
    if (marker == 0xD9 || marker == 0xDA) throw OutOfData();
    if (marker == 0xFF) {
      at += 1;  // a fill byte
    } else {
      at += alone ? 2 : 2 + uint64_t(reader.u16(at + 2));
    }
  }
}

ImageHeader peek_png(const ByteReader& reader) {
  if (!begins_with(reader.bytes, "IHDR", 12)) throw OutOfData();
  return {ImageFormat::png, reader.u32(16), reader.u32(20)};
}

ImageHeader peek_webp(std::span<const uint8_t> bytes) {
  const ByteReader reader{bytes, Endian::little};
  if (begins_with(bytes, "VP8X", 12)) {
    return {ImageFormat::webp, 1 + int64_t(reader.u24(24)), 1 + int64_t(reader.u24(27))};
  }
  if (begins_with(bytes, "VP8L", 12)) {
    const uint32_t size = reader.u32(21);
    return {ImageFormat::webp, 1 + int64_t(size & 0x3FFF), 1 + int64_t(size >> 14 & 0x3FFF)};
  }
  if (!begins_with(bytes, "VP8 ", 12)) throw OutOfData();
  return {ImageFormat::webp, reader.u16(26) & 0x3FFF, reader.u16(28) & 0x3FFF};
}

ImageHeader peek_tiff(std::span<const uint8_t> bytes) {
  const TiffDirectory directory = read_tiff_directory(bytes);
  return {ImageFormat::tiff,
          directory.number(tiff_tag::width).value_or(0),
          directory.number(tiff_tag::height).value_or(0)};
}

}  // namespace

const char* foreign_format(std::span<const uint8_t> bytes) {
  using namespace std::string_view_literals;
  struct Magic {
    std::string_view bytes;
    size_t offset;
    const char* name;
  };
  static constexpr Magic kKnown[] = {
      {"GIF8"sv, 0, "GIF"},
      {"BM"sv, 0, "BMP"},
      {"ftyphei"sv, 4, "HEIC"},
      {"ftypmif1"sv, 4, "HEIC"},
      {"ftypavif"sv, 4, "AVIF"},
      {"ftypcrx "sv, 4, "camera raw"},
      {"FUJIFILM"sv, 0, "camera raw"},
      {"\xFF\x0A"sv, 0, "JPEG XL"},
      {"\0\0\0\x0CJXL "sv, 0, "JPEG XL"},
      {"\0\0\0\x0CjP  "sv, 0, "JPEG 2000"},
      {"v/1\x01"sv, 0, "OpenEXR"},
      {"8BPS"sv, 0, "Photoshop"},
      {"II+\0"sv, 0, "BigTIFF"},
      {"MM\0+"sv, 0, "BigTIFF"},
  };
  const auto* found = std::ranges::find_if(
      kKnown, [&](const Magic& magic) { return begins_with(bytes, magic.bytes, magic.offset); });
  return found == std::end(kKnown) ? nullptr : found->name;
}

std::optional<ImageFormat> detect_format(std::span<const uint8_t> bytes) {
  using namespace std::string_view_literals;
  if (begins_with(bytes, "\xFF\xD8\xFF"sv)) return ImageFormat::jpeg;
  if (begins_with(bytes, "\x89PNG\r\n\x1A\n"sv)) return ImageFormat::png;
  if (begins_with(bytes, "II*\0"sv) || begins_with(bytes, "MM\0*"sv)) return ImageFormat::tiff;
  if (begins_with(bytes, "RIFF"sv) && begins_with(bytes, "WEBP"sv, 8)) return ImageFormat::webp;
  return std::nullopt;
}

std::optional<ImageFormat> format_of_name(const std::filesystem::path& path) {
  std::string ending = path.extension().string();
  std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return std::tolower(c); });
  if (ending == ".jpg" || ending == ".jpeg" || ending == ".jfif") return ImageFormat::jpeg;
  if (ending == ".png") return ImageFormat::png;
  if (ending == ".tif" || ending == ".tiff") return ImageFormat::tiff;
  if (ending == ".webp") return ImageFormat::webp;
  return std::nullopt;
}

const char* extension_of(ImageFormat format) {
  switch (format) {
    case ImageFormat::jpeg:
      return ".jpg";
    case ImageFormat::png:
      return ".png";
    case ImageFormat::tiff:
      return ".tif";
    case ImageFormat::webp:
      break;
  }
  return ".webp";
}

std::optional<ImageHeader> peek_header(std::span<const uint8_t> bytes) try {
  const auto format = detect_format(bytes);
  if (!format) return std::nullopt;
  const ImageHeader header = *format == ImageFormat::jpeg   ? peek_jpeg({bytes})
                             : *format == ImageFormat::png  ? peek_png({bytes})
                             : *format == ImageFormat::tiff ? peek_tiff(bytes)
                                                            : peek_webp(bytes);
  if (header.width < 1 || header.height < 1) return std::nullopt;
  return header;
} catch (const OutOfData&) {
  return std::nullopt;
}

void check_size(int64_t width,
                int64_t height,
                const ReadOptions& options,
                const std::string& name) {
  if (width < 1 || height < 1) throw ImageError(name, {"the header is truncated or damaged"});
  if (width <= options.max_pixels / height) return;
  throw ImageError(name,
                   {std::to_string(width) + " x " + std::to_string(height) +
                    " pixels are over the limit of " + std::to_string(options.max_pixels)});
}

void check_header(std::span<const uint8_t> bytes,
                  const ReadOptions& options,
                  const std::string& name) {
  const ImageHeader header = peek_header(bytes).value_or(ImageHeader());
  check_size(header.width, header.height, options, name);
}

}  // namespace lowlight::codecs
