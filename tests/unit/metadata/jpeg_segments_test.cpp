#include "lowlight/metadata/jpeg_segments.h"

#include <string_view>

#include "lowlight/metadata/blocks.h"
#include "support/catch.h"

using namespace lowlight::metadata;
using namespace lowlight::metadata;

namespace {

using Block = std::vector<uint8_t>;
constexpr std::string_view kPhotoshopMark("Photoshop 3.0\0", 14);

JpegSegment segment_of(int number, std::string_view mark, const Block& data) {
  JpegSegment segment{number, {mark.begin(), mark.end()}};
  segment.data.insert(segment.data.end(), data.begin(), data.end());
  return segment;
}

}  // namespace

TEST_CASE("Metadata come back from the segments they are written to") {
  const Metadata metadata{.icc_profile = {9}, .exif = {1, 2}, .xmp = {3}, .iptc = {4, 5, 6}};
  std::vector<std::string> warnings;
  const auto segments = jpeg_segments(metadata, warnings);
  CHECK(segments.size() == 3);
  const Metadata read = read_jpeg_segments(segments, warnings);
  CHECK(read.exif == metadata.exif);
  CHECK(read.xmp == metadata.xmp);
  CHECK(read.iptc == metadata.iptc);
  CHECK(read.icc_profile.empty());  // libjpeg reads and writes it
  CHECK(warnings.empty());
  CHECK(jpeg_segments({}, warnings).empty());
}

TEST_CASE("The first EXIF segment counts and foreign segments are passed over") {
  std::vector<std::string> warnings;
  const Metadata read = read_jpeg_segments({{segment_of(1, "FLIR", {7}),
                                             segment_of(2, kExifMark, {8}),
                                             segment_of(1, kExifMark, {1}),
                                             segment_of(1, kExifMark, {2}),
                                             JpegSegment{13, {}}}},
                                           warnings);
  CHECK(read.exif == Block{1});
  CHECK(read.xmp.empty());
  CHECK(read.iptc.empty());
  CHECK(warnings.empty());
}

TEST_CASE("IPTC data may be spread over several segments") {
  const Block iptc(100, 7), resources = resources_of_iptc(iptc);
  const Block first(resources.begin(), resources.begin() + 30);
  const Block second(resources.begin() + 30, resources.end());
  std::vector<std::string> warnings;
  const auto read = read_jpeg_segments(
      {{segment_of(13, kPhotoshopMark, first), segment_of(13, kPhotoshopMark, second)}}, warnings);
  CHECK(read.iptc == iptc);
  const auto half = read_jpeg_segments({{segment_of(13, kPhotoshopMark, first)}}, warnings);
  CHECK(half.iptc.empty());
  REQUIRE(warnings.size() == 1);
  CHECK_THAT(warnings[0], ContainsSubstring("IPTC"));
}

TEST_CASE("A second part of XMP data that is damaged is left out with a warning") {
  constexpr std::string_view more("http://ns.adobe.com/xmp/extension/\0", 35);
  std::vector<std::string> warnings;
  CHECK(read_jpeg_segments({{segment_of(1, more, {1})}}, warnings).xmp.empty());
  REQUIRE(warnings.size() == 1);
  CHECK_THAT(warnings[0], ContainsSubstring("XMP"));
}

TEST_CASE("A block fills a segment to its last byte and no longer one is written") {
  constexpr size_t longest = 65533;
  std::vector<std::string> warnings;
  Metadata metadata{.exif = Block(longest - kExifMark.size(), 1)};
  CHECK(jpeg_segments(metadata, warnings).size() == 1);
  CHECK(warnings.empty());
  metadata.exif.push_back(1);
  CHECK(jpeg_segments(metadata, warnings).empty());
  REQUIRE(warnings.size() == 1);
  CHECK_THAT(warnings[0], ContainsSubstring("EXIF"));
}
