#include "codecs/jpeg/jpeg_segments.h"

#include <algorithm>
#include <string_view>

#include "codecs/byte_reader.h"
#include "codecs/metadata_blocks.h"

namespace lowlight::codecs {
namespace {

constexpr std::string_view kXmp("http://ns.adobe.com/xap/1.0/\0", 29);
constexpr std::string_view kMoreXmp("http://ns.adobe.com/xmp/extension/\0", 35);
constexpr std::string_view kPhotoshop("Photoshop 3.0\0", 14);
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

}  // namespace

Metadata read_jpeg_segments(std::span<const JpegSegment> segments,
                            std::vector<std::string>& warnings) {
  Metadata metadata;
  std::vector<uint8_t> resources;  // They may be spread over several segments.
  bool more_xmp = false;
  for (const auto& [number, data] : segments) {
    const std::span<const uint8_t> bytes(data);
    if (number == 1 && begins(data, kExifMark) && metadata.exif.empty()) {
      append(metadata.exif, bytes.subspan(kExifMark.size()));
    } else if (number == 1 && begins(data, kXmp) && metadata.xmp.empty()) {
      append(metadata.xmp, bytes.subspan(kXmp.size()));
    } else if (number == 1 && begins(data, kMoreXmp)) {
      more_xmp = true;
    } else if (number == 13 && begins(data, kPhotoshop)) {
      append(resources, bytes.subspan(kPhotoshop.size()));
    }
  }
  if (more_xmp) warnings.push_back("XMP data beyond 64 kB were left out");
  try {
    metadata.iptc = iptc_of_resources(resources);
  } catch (const OutOfData&) {
    warnings.push_back("the IPTC data are damaged and were left out");
  }
  return metadata;
}

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
  add(1, kXmp, metadata.xmp, "XMP");
  if (!metadata.iptc.empty()) add(13, kPhotoshop, resources_of_iptc(metadata.iptc), "IPTC");
  return segments;
}

}  // namespace lowlight::codecs
