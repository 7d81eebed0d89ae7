#include "lowlight/metadata/png_container.h"

#include <zlib.h>

#include <algorithm>
#include <string_view>

#include "lowlight/metadata/blocks.h"
#include "lowlight/metadata/byte_reader.h"
#include "lowlight/metadata/refused_file.h"
#include "metadata/png_colours.h"

namespace lowlight::metadata {

namespace {

constexpr uint64_t kSignature = 8;

std::string_view as_text(std::span<const uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Computes the checksums of chunks, and lets go of the bytes that were read now and then.
class Checksums {
 public:
  explicit Checksums(const std::function<void()>& release) : release_(release) {}

  uint32_t of(std::span<const uint8_t> bytes) {
    uLong sum = crc32_z(0, nullptr, 0);
    while (!bytes.empty()) {
      const auto piece = bytes.first(std::min(bytes.size(), kPiece - touched_));
      sum = crc32_z(sum, piece.data(), piece.size());
      bytes = bytes.subspan(piece.size());
      touched_ = (touched_ + piece.size()) % kPiece;
      if (touched_ == 0 && release_) release_();
    }
    return uint32_t(sum);
  }

 private:
  static constexpr size_t kPiece = 4 << 20;

  const std::function<void()>& release_;
  size_t touched_ = 0;
};

/// Names of chunks that no decoder may ignore begin with a capital.
bool needed_for_pixels(std::string_view type) {
  return !(type[0] >= 'a' && type[0] <= 'z') || type == "tRNS";
}

/// The chunks iCCP and zTXt are a name, 0, the method 0 and packed data. Both parts are empty where
/// a chunk is not like that.
struct Packed {
  std::string_view name;
  std::vector<uint8_t> data;
};
Packed unpacked_chunk(std::span<const uint8_t> chunk) {
  const size_t name = as_text(chunk).find('\0');
  if (name == std::string_view::npos || name + 2 > chunk.size()) return {};
  return {as_text(chunk).substr(0, name), unpacked(chunk.subspan(name + 2))};
}

std::vector<uint8_t> packed(std::string_view name, std::span<const uint8_t> data) {
  uLongf size = compressBound(uLong(data.size()));
  std::vector<uint8_t> chunk(name.begin(), name.end());
  chunk.resize(name.size() + 2 + size);
  compress(chunk.data() + name.size() + 2, &size, data.data(), uLong(data.size()));
  chunk.resize(name.size() + 2 + size);
  return chunk;
}

void read_profile(std::span<const uint8_t> chunk,
                  Metadata& metadata,
                  std::vector<std::string>& warnings) {
  metadata.icc_profile = unpacked_chunk(chunk).data;
  if (metadata.icc_profile.empty()) {
    warnings.push_back("the colour profile is damaged and was left out");
  }
}

// The chunk iTXt is a keyword, 0, whether the text is packed, the method, a language, 0, the
// keyword translated, 0 and the text.
constexpr std::string_view kXmpHead("XML:com.adobe.xmp\0\0\0\0\0", 22);
constexpr std::string_view kXmpKeyword = kXmpHead.substr(0, 18);

void read_xmp(std::span<const uint8_t> chunk,
              Metadata& metadata,
              std::vector<std::string>& warnings) {
  const std::string_view text = as_text(chunk);
  if (!text.starts_with(kXmpKeyword)) return;
  const size_t language = kXmpKeyword.size() + 2;
  const size_t translated = text.find('\0', language);
  const size_t end = translated == text.npos ? text.npos : text.find('\0', translated + 1);
  if (end != text.npos) {
    const auto data = chunk.subspan(end + 1);
    metadata.xmp =
        chunk[kXmpKeyword.size()] ? unpacked(data) : std::vector<uint8_t>(data.begin(), data.end());
  }
  if (metadata.xmp.empty()) {
    warnings.push_back("the XMP data are damaged and were left out");
  }
}

// PNG has no chunk for IPTC. ImageMagick's way is the usual one: Photoshop's resources as digits
// in a text, after a line with the kind and one with the number of bytes.
constexpr std::string_view kRawIptc = "Raw profile type iptc";

std::vector<uint8_t> raw_profile(std::span<const uint8_t> data) {
  constexpr char kDigits[] = "0123456789abcdef";
  constexpr size_t kBytesALine = 36;
  std::string text = "\niptc\n" + std::to_string(data.size());
  for (size_t i = 0; i < data.size(); ++i) {
    if (i % kBytesALine == 0) text += '\n';
    text += kDigits[data[i] >> 4];
    text += kDigits[data[i] & 15];
  }
  text += '\n';
  return {text.begin(), text.end()};
}

int digit_of(char letter) {
  return letter >= '0' && letter <= '9'   ? letter - '0'
         : letter >= 'a' && letter <= 'f' ? letter - 'a' + 10
         : letter >= 'A' && letter <= 'F' ? letter - 'A' + 10
                                          : -1;
}

/// The bytes of a raw profile's digits. Other letters are skipped.
std::vector<uint8_t> raw_bytes(std::string_view text) {
  for (int line = 0; line < 3; ++line) {
    const size_t end = text.find('\n');
    if (end == text.npos) return {};
    text.remove_prefix(end + 1);
  }
  std::vector<uint8_t> bytes;
  int high = -1;
  for (const char letter : text) {
    const int digit = digit_of(letter);
    if (digit < 0) continue;
    if (high >= 0) bytes.push_back(uint8_t(high << 4 | digit));
    high = high >= 0 ? -1 : digit;
  }
  return bytes;
}

void read_raw_profile(std::span<const uint8_t> chunk,
                      Metadata& metadata,
                      std::vector<std::string>& warnings) try {
  const auto [name, data] = unpacked_chunk(chunk);
  const auto bytes = raw_bytes(as_text(data));
  if (name == kRawIptc) metadata.iptc = iptc_of_resources(bytes);
  const bool exif = name.ends_with(" exif") || name.ends_with(" APP1");
  if (exif && metadata.exif.empty()) metadata.exif = without_exif_mark(bytes);
} catch (const OutOfData&) {
  warnings.push_back("the IPTC data are damaged and were left out");
}

void read_text(std::string_view type,
               std::span<const uint8_t> chunk,
               Metadata& metadata,
               std::vector<std::string>& warnings) {
  if (as_text(chunk).starts_with(kXmpKeyword)) return read_xmp(chunk, metadata, warnings);
  if (type == "zTXt" && as_text(chunk).starts_with("Raw profile type ")) {
    return read_raw_profile(chunk, metadata, warnings);
  }
  if (auto text = read_png_text(type, chunk)) {
    metadata.texts.push_back(std::move(*text));
  } else {
    warnings.push_back("a damaged text was left out");
  }
}

void read_chunk(std::string_view type,
                std::span<const uint8_t> data,
                Metadata& metadata,
                PngColours& colours,
                std::vector<std::string>& warnings) {
  if (type == "iCCP") {
    read_profile(data, metadata, warnings);
  } else if (type == "eXIf") {
    metadata.exif = without_exif_mark(data);
  } else if (type == "tEXt" || type == "zTXt" || type == "iTXt") {
    read_text(type, data, metadata, warnings);
  } else if (type == "pHYs") {
    metadata.resolution = png_resolution({data});
  } else if (type == "acTL") {
    warnings.push_back("only the first picture of the file was read");
  } else {
    colours.read(type, {data});
  }
}

}  // namespace

Metadata read_png_metadata(std::span<const uint8_t> bytes,
                           std::vector<std::string>& warnings,
                           const std::function<void()>& release) {
  Metadata metadata;
  PngColours colours;
  Checksums checksums(release);
  const ByteReader reader{bytes};
  for (uint64_t at = kSignature;;) {
    const uint64_t size = reader.u32(at);
    const auto typed = reader.part(at + 4, size + 4);
    const std::string_view type = as_text(typed.first(4));
    const bool intact = reader.u32(at + 8 + size) == checksums.of(typed);
    if (!intact && needed_for_pixels(type)) {
      throw RefusedFile("a checksum does not match: the file is damaged");
    }
    if (!intact) {
      warnings.push_back("a damaged block of metadata was left out");
    } else {
      read_chunk(type, typed.subspan(4), metadata, colours, warnings);
    }
    if (type == "IEND") break;
    at += 12 + size;
  }
  colours.choose(metadata);
  return metadata;
}

std::vector<PngChunk> png_metadata(const Metadata& metadata, std::vector<std::string>& warnings) {
  std::vector<PngChunk> chunks;
  if (metadata.numbers) chunks = png_colour_chunks(*metadata.numbers);
  // A profile beside cICP is for readers that do not know that; gamma has been known for ever.
  if (!metadata.icc_profile.empty() && (!metadata.numbers || metadata.numbers->cicp)) {
    chunks.push_back({"iCCP", packed("ICC Profile", metadata.icc_profile)});
  }
  if (metadata.resolution) chunks.push_back(png_resolution_chunk(*metadata.resolution));
  for (const Text& text : metadata.texts) {
    if (auto chunk = png_text_chunk(text)) {
      chunks.push_back(std::move(*chunk));
    } else {
      warnings.push_back("a text whose keyword PNG does not allow was left out");
    }
  }
  if (!metadata.exif.empty()) chunks.push_back({"eXIf", metadata.exif});
  if (!metadata.xmp.empty()) {
    std::vector<uint8_t> text(kXmpHead.begin(), kXmpHead.end());
    text.insert(text.end(), metadata.xmp.begin(), metadata.xmp.end());
    chunks.push_back({"iTXt", std::move(text)});
  }
  if (!metadata.iptc.empty()) {
    chunks.push_back({"zTXt", packed(kRawIptc, raw_profile(resources_of_iptc(metadata.iptc)))});
  }
  return chunks;
}

}  // namespace lowlight::metadata
