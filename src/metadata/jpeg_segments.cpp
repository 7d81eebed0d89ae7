#include "lowlight/metadata/jpeg_segments.h"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string_view>

#include "lowlight/core/utf8.h"
#include "lowlight/metadata/blocks.h"
#include "lowlight/metadata/byte_reader.h"
#include "lowlight/metadata/container.h"

namespace lowlight::metadata {

namespace {

constexpr std::string_view kXmp("http://ns.adobe.com/xap/1.0/\0", 29);
constexpr std::string_view kMoreXmp("http://ns.adobe.com/xmp/extension/\0", 35);
constexpr std::string_view kPhotoshop("Photoshop 3.0\0", 14);
constexpr std::string_view kIsoGainMap("urn:iso:std:iso:ts:21496:-1\0", 28);
constexpr size_t kLongestSegment = 65533;

bool begins(const std::vector<uint8_t>& data, std::string_view mark) {
  return data.size() >= mark.size() && std::equal(mark.begin(), mark.end(), data.begin());
}

void append(std::vector<uint8_t>& to, std::span<const uint8_t> bytes) {
  to.insert(to.end(), bytes.begin(), bytes.end());
}

JpegSegment marked(int number, std::string_view mark, std::span<const uint8_t> data) {
  JpegSegment segment{number, {mark.begin(), mark.end()}};
  append(segment.data, data);
  return segment;
}

/// A part of XMP's extension: 32 digits, the length of the whole, the place in it, and the bytes.
constexpr size_t kGuid = 32;
// Phones write some 200 kB; what tells far more is a bomb.
constexpr uint64_t kMostXmp = 64 << 20;

/// The extensions of the file, by their digits.
class XmpExtensions {
 public:
  /// Throws OutOfData where the part does not fit the others.
  void add(const ByteReader& part) {
    const auto digits = part.part(0, kGuid);
    const uint64_t length = part.u32(kGuid), at = part.u32(kGuid + 4);
    const auto data = part.part(kGuid + 8, part.bytes.size() - kGuid - 8);
    if (length > kMostXmp || at > length || data.size() > length - at) throw OutOfData();
    auto& [bytes, filled] = found_[{digits.begin(), digits.end()}];
    if (bytes.empty()) bytes.resize(length);
    if (bytes.size() != length) throw OutOfData();
    std::ranges::copy(data, bytes.begin() + int64_t(at));
    filled += data.size();
  }

  /// The standard packet with its extension, the one that its note names. Throws where it is
  /// damaged or incomplete.
  std::vector<uint8_t> joined(const std::vector<uint8_t>& standard) const {
    if (found_.empty()) return standard;
    const auto note = xmp_values(standard, "xmpNote:HasExtendedXMP");
    const auto named = note.empty() ? found_.end() : found_.find(note.front());
    if (named == found_.end() || named->second.filled < named->second.bytes.size()) {
      throw OutOfData();
    }
    return joined_xmp(standard, named->second.bytes);
  }

 private:
  struct Extension {
    std::vector<uint8_t> bytes;
    uint64_t filled = 0;
  };
  std::map<std::string, Extension> found_;
};

/// A comment in UTF-8; what is not is taken for Latin-1.
std::string comment_of(std::span<const uint8_t> bytes) {
  std::string text(bytes.begin(), bytes.end());
  while (!text.empty() && text.back() == '\0') text.pop_back();
  if (is_utf8(text)) return text;
  std::string result;
  for (const char letter : text) {
    const auto code = uint8_t(letter);
    if (code >= 128) result += char(0xC0 | code >> 6);
    result += code >= 128 ? char(0x80 | (code & 63)) : letter;
  }
  return result;
}

}  // namespace

Metadata read_jpeg_segments(std::span<const JpegSegment> segments,
                            std::vector<std::string>& warnings) {
  Metadata metadata;
  std::vector<uint8_t> resources;  // They may be spread over several segments.
  XmpExtensions extensions;
  bool damaged_xmp = false;
  for (const auto& [number, data] : segments) {
    const std::span<const uint8_t> bytes(data);
    if (number == 1 && begins(data, kExifMark) && metadata.exif.empty()) {
      append(metadata.exif, bytes.subspan(kExifMark.size()));
    } else if (number == 1 && begins(data, kXmp) && metadata.xmp.empty()) {
      append(metadata.xmp, bytes.subspan(kXmp.size()));
    } else if (number == 1 && begins(data, kMoreXmp)) {
      try {
        extensions.add({bytes.subspan(kMoreXmp.size())});
      } catch (const OutOfData&) {
        damaged_xmp = true;
      }
    } else if (number == kCommentSegment && !data.empty()) {
      metadata.texts.push_back({kComment, comment_of(bytes)});
    } else if (number == 13 && begins(data, kPhotoshop)) {
      append(resources, bytes.subspan(kPhotoshop.size()));
    }
  }
  try {
    if (damaged_xmp) throw OutOfData();
    metadata.xmp = extensions.joined(metadata.xmp);
  } catch (const std::exception&) {
    warnings.push_back("XMP data beyond 64 kB are damaged and were left out");
  }
  try {
    metadata.iptc = iptc_of_resources(resources);
  } catch (const OutOfData&) {
    warnings.push_back("the IPTC data are damaged and were left out");
  }
  return metadata;
}

namespace {

void append_big(std::vector<uint8_t>& to, size_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) to.push_back(uint8_t(number >> shift));
}

void append_extension(std::vector<JpegSegment>& segments,
                      const std::vector<uint8_t>& extension,
                      const std::string& guid) {
  constexpr size_t kPart = 65'000;
  for (size_t at = 0; at < extension.size(); at += kPart) {
    JpegSegment segment = marked(1, kMoreXmp, {});
    segment.data.insert(segment.data.end(), guid.begin(), guid.end());
    append_big(segment.data, extension.size());
    append_big(segment.data, at);
    append(segment.data, std::span(extension).subspan(at, std::min(kPart, extension.size() - at)));
    segments.push_back(std::move(segment));
  }
}

}  // namespace

std::vector<JpegSegment> jpeg_segments(const Metadata& metadata,
                                       std::vector<std::string>& warnings) {
  std::vector<JpegSegment> segments;
  const auto add =
      [&](int number, std::string_view mark, std::span<const uint8_t> data, const char* name) {
        if (data.empty()) return;
        if (mark.size() + data.size() > kLongestSegment) {
          warnings.push_back(std::string("the ") + name +
                             " data are too long for a JPEG and were left out");
        } else {
          segments.push_back(marked(number, mark, data));
        }
      };
  add(1, kExifMark, metadata.exif, "EXIF");
  try {
    const auto [standard, extension, guid] =
        parted_xmp(metadata.xmp, kLongestSegment - kXmp.size());
    add(1, kXmp, standard, "XMP");
    append_extension(segments, extension, guid);
  } catch (const std::exception&) {
    warnings.push_back("the XMP data are too long for a JPEG and were left out");
  }
  for (const Text& text : metadata.texts) {
    if (text.keyword != kComment) continue;
    add(kCommentSegment,
        "",
        {reinterpret_cast<const uint8_t*>(text.text.data()), text.text.size()},
        "comment's");
  }
  if (!metadata.iptc.empty()) add(13, kPhotoshop, resources_of_iptc(metadata.iptc), "IPTC");
  return segments;
}

bool says_iso_gain_map(const std::vector<Attachment>& attachments) {
  return std::ranges::any_of(attachments, [](const Attachment& one) {
    const auto found =
        std::search(one.bytes.begin(), one.bytes.end(), kIsoGainMap.begin(), kIsoGainMap.end());
    return one.kind == AttachmentKind::gain_map && found != one.bytes.end();
  });
}

JpegSegment iso_gain_map_mark() {
  constexpr uint8_t kVersions[4] = {};  // the least one for readers, and the writer's: both are 0
  return marked(2, kIsoGainMap, kVersions);
}

}  // namespace lowlight::metadata
