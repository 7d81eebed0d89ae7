#include "lowlight/metadata/gain_map_numbers.h"

#include <string>
#include <vector>

#include "support/catch.h"
#include "support/image_files.h"

using namespace lowlight::metadata;
using namespace lowlight::test;

namespace {

/// A JPEG's beginning with one segment.
Bytes jpeg_with(int marker, std::string_view mark, const Bytes& data) {
  Bytes file = {0xFF, 0xD8, 0xFF, uint8_t(marker)};
  append_big(file, 2 + mark.size() + data.size(), 2);
  append_text(file, mark);
  file.insert(file.end(), data.begin(), data.end());
  return file;
}

Bytes adobe_map(const std::string& properties) {
  const std::string text =
      "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
      "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' "
      "xmlns:hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/' " +
      properties + "/></rdf:RDF></x:xmpmeta>";
  return jpeg_with(0xE1, {"http://ns.adobe.com/xap/1.0/\0", 29}, {text.begin(), text.end()});
}

}  // namespace

TEST_CASE("Adobe's properties are read and the defaults of those that lack") {
  const auto numbers = gain_map_numbers(
      adobe_map("hdrgm:GainMapMax='2.5' hdrgm:Gamma='1.2' hdrgm:OffsetSDR='0.01'"));
  REQUIRE(numbers);
  CHECK(numbers->max[2] == 2.5);
  CHECK(numbers->min[0] == 0);
  CHECK(numbers->gamma[1] == 1.2);
  CHECK(numbers->offset_sdr[0] == 0.01);
  CHECK(numbers->offset_hdr[0] == 1. / 64);
}

TEST_CASE("ISO's binary form is read, with a denominator each and with one for all") {
  const bool common = GENERATE(false, true);
  Bytes data = {0, 0, 0, 0, uint8_t(common ? 0x48 : 0x40)};
  if (common) append_big(data, 64, 4);
  const auto fraction = [&](uint32_t top, uint32_t bottom) {
    append_big(data, common ? top * (64 / bottom) : top, 4);
    if (!common) append_big(data, bottom, 4);
  };
  fraction(0, 1);
  fraction(3, 1);
  fraction(uint32_t(-1), 2);
  fraction(5, 2);
  fraction(1, 1);
  fraction(0, 1);  // libultrahdr 1.4 adds nothing to light
  fraction(1, 32);
  const auto map = [&](size_t size) {
    return jpeg_with(
        0xE2, {"urn:iso:std:iso:ts:21496:-1\0", 28}, {data.begin(), data.begin() + long(size)});
  };
  const auto numbers = gain_map_numbers(map(data.size()));
  REQUIRE(numbers);
  CHECK(numbers->min[0] == -0.5);
  CHECK(numbers->max[2] == 2.5);
  CHECK(numbers->offset_sdr[1] == 0);
  CHECK(numbers->offset_hdr[1] == 1. / 32);
  for (size_t size = 0; size < data.size(); ++size) CHECK_FALSE(gain_map_numbers(map(size)));
}

TEST_CASE("A map that does not say how it is used has no numbers") {
  CHECK_FALSE(gain_map_numbers({}));
  CHECK_FALSE(gain_map_numbers(adobe_map("hdrgm:Version='1.0'")));
  CHECK_FALSE(gain_map_numbers(adobe_map("hdrgm:GainMapMax='1' hdrgm:BaseRenditionIsHDR='True'")));
  CHECK_FALSE(gain_map_numbers(adobe_map("hdrgm:GainMapMax='1e300'")));
  CHECK_FALSE(gain_map_numbers(adobe_map("hdrgm:GainMapMax='1' hdrgm:Gamma='0'")));
}
