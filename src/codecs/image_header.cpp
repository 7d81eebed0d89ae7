#include "codecs/image_header.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <iterator>

#include "codecs/jxl/jxl_codec.h"
#include "codecs/raw/raw_codec.h"
#include "lowlight/core/error.h"
#include "lowlight/metadata/boxes.h"
#include "lowlight/metadata/tiff_directory.h"

namespace lowlight::codecs {

using namespace metadata;

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

ImageHeader peek_gif(std::span<const uint8_t> bytes) {
  const ByteReader reader{bytes, Endian::little};
  return {ImageFormat::gif, reader.u16(6), reader.u16(8)};
}

ImageHeader peek_tiff(std::span<const uint8_t> bytes) {
  const TiffDirectory directory = read_tiff_directory(bytes);
  return {ImageFormat::tiff,
          directory.number(tiff_tag::width).value_or(0),
          directory.number(tiff_tag::height).value_or(0)};
}

struct Ending {
  std::string_view text;
  ImageFormat format;
};
/// The first one of a format is its usual one.
constexpr Ending kEndings[] = {
    {".jpg", ImageFormat::jpeg},  {".jpeg", ImageFormat::jpeg}, {".jfif", ImageFormat::jpeg},
    {".png", ImageFormat::png},   {".tif", ImageFormat::tiff},  {".tiff", ImageFormat::tiff},
    {".webp", ImageFormat::webp}, {".heic", ImageFormat::heic}, {".heif", ImageFormat::heic},
    {".hif", ImageFormat::heic},  {".avif", ImageFormat::avif}, {".jxl", ImageFormat::jxl},
    {".dng", ImageFormat::raw},   {".cr2", ImageFormat::raw},   {".cr3", ImageFormat::raw},
    {".crw", ImageFormat::raw},   {".nef", ImageFormat::raw},   {".nrw", ImageFormat::raw},
    {".arw", ImageFormat::raw},   {".srf", ImageFormat::raw},   {".sr2", ImageFormat::raw},
    {".raf", ImageFormat::raw},   {".orf", ImageFormat::raw},   {".rw2", ImageFormat::raw},
    {".rwl", ImageFormat::raw},   {".pef", ImageFormat::raw},   {".srw", ImageFormat::raw},
    {".3fr", ImageFormat::raw},   {".fff", ImageFormat::raw},   {".iiq", ImageFormat::raw},
    {".mrw", ImageFormat::raw},   {".x3f", ImageFormat::raw},   {".erf", ImageFormat::raw},
    {".kdc", ImageFormat::raw},   {".dcr", ImageFormat::raw},   {".mef", ImageFormat::raw},
    {".mos", ImageFormat::raw},   {".gpr", ImageFormat::raw},   {".gif", ImageFormat::gif}};

/// Whether the directory of a TIFF is one of a camera's raw file, whose first picture is a preview
/// or the sensor's own samples.
bool is_raw_directory(const TiffDirectory& directory) {
  constexpr uint32_t kReduced = 1, kMosaic = 32803, kLinearRaw = 34892;
  if (directory.find(tiff_tag::dng_version)) return true;
  const auto kind = directory.number(tiff_tag::photometric);
  if (kind == kMosaic || kind == kLinearRaw) return true;
  return (directory.number(tiff_tag::subfile).value_or(0) & kReduced) != 0 &&
         directory.find(tiff_tag::subdirectories);
}

bool is_raw(std::span<const uint8_t> bytes) {
  using namespace std::string_view_literals;
  struct Mark {
    std::string_view bytes;
    size_t offset;
  };
  static constexpr Mark kMarks[] = {{"ftypcrx "sv, 4},
                                    {"FUJIFILM"sv, 0},
                                    {"IIU\0"sv, 0},
                                    {"IIRO"sv, 0},
                                    {"IIRS"sv, 0},
                                    {"MMOR"sv, 0},
                                    {"HEAPCCDR"sv, 6},
                                    {"\0MRM"sv, 0},
                                    {"FOVb"sv, 0}};
  for (const auto& [mark, offset] : kMarks) {
    if (begins_with(bytes, mark, offset)) return true;
  }
  const bool tiff = begins_with(bytes, "II*\0"sv) || begins_with(bytes, "MM\0*"sv);
  if (!tiff) return false;
  if (begins_with(bytes, "CR"sv, 8)) return true;
  try {
    return is_raw_directory(read_tiff_directory(bytes));
  } catch (const OutOfData&) {
    return false;
  }
}

/// HEIF and AVIF name their kind among their brands.
std::optional<ImageFormat> format_of_brands(std::span<const uint8_t> bytes) {
  if (!begins_with(bytes, "ftyp", 4)) return std::nullopt;
  const ByteReader reader{bytes};
  const uint64_t end = std::min<uint64_t>(reader.u32(0), bytes.size());
  std::optional<ImageFormat> format;
  for (uint64_t at = 8; at + 4 <= end; at += at == 8 ? 8 : 4) {
    const std::string_view brand(reinterpret_cast<const char*>(bytes.data()) + at, 4);
    if (brand == "avif" || brand == "avis") return ImageFormat::avif;
    if (brand.starts_with("hei") || brand.starts_with("hev") || brand == "mif1") {
      format = ImageFormat::heic;
    }
  }
  return format;
}

/// Formats whose libraries may be absent.
ImageHeader peek_late_format(ImageFormat format, std::span<const uint8_t> bytes) {
  if (format == ImageFormat::heic || format == ImageFormat::avif) {
    const auto size = heif_size(bytes).value_or(HeifSize());
    return {format, size.width, size.height};
  }
  const bool jxl = format == ImageFormat::jxl;
  return (jxl ? peek_jxl(bytes) : peek_raw(bytes)).value_or(ImageHeader());
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
      {"BM"sv, 0, "BMP"},
      {"\0\0\0\x0CjP  "sv, 0, "JPEG 2000"},
      {"v/1\x01"sv, 0, "OpenEXR"},
      {"8BPS"sv, 0, "Photoshop"},
  };
  const auto* found = std::ranges::find_if(
      kKnown, [&](const Magic& magic) { return begins_with(bytes, magic.bytes, magic.offset); });
  return found == std::end(kKnown) ? nullptr : found->name;
}

std::optional<ImageFormat> detect_format(std::span<const uint8_t> bytes) {
  using namespace std::string_view_literals;
  if (begins_with(bytes, "\xFF\xD8\xFF"sv)) return ImageFormat::jpeg;
  if (begins_with(bytes, "\xFF\x0A"sv) || begins_with(bytes, "\0\0\0\x0CJXL "sv)) {
    return ImageFormat::jxl;
  }
  if (is_raw(bytes)) return ImageFormat::raw;
  if (begins_with(bytes, "\x89PNG\r\n\x1A\n"sv)) return ImageFormat::png;
  for (const auto magic : {"II*\0"sv, "MM\0*"sv, "II+\0"sv, "MM\0+"sv}) {
    if (begins_with(bytes, magic)) return ImageFormat::tiff;
  }
  if (begins_with(bytes, "GIF8"sv)) return ImageFormat::gif;
  if (begins_with(bytes, "RIFF"sv) && begins_with(bytes, "WEBP"sv, 8)) return ImageFormat::webp;
  return format_of_brands(bytes);
}

std::optional<ImageFormat> format_of_name(const std::filesystem::path& path) {
  std::string ending = path.extension().string();
  std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return std::tolower(c); });
  const auto* found = std::ranges::find(kEndings, ending, &Ending::text);
  if (found == std::end(kEndings)) return std::nullopt;
  return found->format;
}

const char* extension_of(ImageFormat format) {
  return std::ranges::find(kEndings, format, &Ending::format)->text.data();
}

std::optional<ImageHeader> peek_header(std::span<const uint8_t> bytes) try {
  const auto format = detect_format(bytes);
  if (!format) return std::nullopt;
  const ImageHeader header = *format == ImageFormat::jpeg   ? peek_jpeg({bytes})
                             : *format == ImageFormat::png  ? peek_png({bytes})
                             : *format == ImageFormat::webp ? peek_webp(bytes)
                             : *format == ImageFormat::tiff ? peek_tiff(bytes)
                             : *format == ImageFormat::gif  ? peek_gif(bytes)
                                                            : peek_late_format(*format, bytes);
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
