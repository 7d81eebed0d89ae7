#include "lowlight/codecs/gain_map.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "lowlight/core/error.h"
#include "lowlight/metadata/gain_map_numbers.h"
#include "support/catch.h"
#include "support/image_files.h"
#include "support/photo_files.h"
#include "support/synthetic_image.h"

using namespace lowlight::codecs;
using namespace lowlight::imaging;
using namespace lowlight::metadata;
using namespace lowlight::test;

namespace {

constexpr char kMapXmp[] =
    "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
    "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' "
    "xmlns:hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/' hdrgm:Version='1.0' "
    "hdrgm:GainMapMin='-1' hdrgm:GainMapMax='3'/></rdf:RDF></x:xmpmeta>";

Image flat(int64_t width, int64_t height, int64_t channels, uint8_t code) {
  Image image(width, height, channels, BitDepth::u8);
  std::ranges::fill(image.bytes(), code);
  return image;
}

/// A map's file: its properties stand in a segment of XMP behind the start mark.
Bytes map_file(uint8_t code) {
  constexpr std::string_view kMark("http://ns.adobe.com/xap/1.0/\0", 29);
  const std::string_view xmp(kMapXmp);
  Bytes file = {0xFF, 0xD8, 0xFF, 0xE1};
  append_big(file, 2 + kMark.size() + xmp.size(), 2);
  append_text(file, kMark);
  append_text(file, xmp);
  const Bytes plain = encode_photo(photo_of(flat(12, 8, 1, code)), {.quality = 100});
  file.insert(file.end(), plain.begin() + 2, plain.end());
  return file;
}

Photo photo_with_map(uint8_t code, uint8_t map_code) {
  Photo photo = photo_of(flat(48, 32, 3, code));
  photo.attachments = {
      {.kind = AttachmentKind::gain_map, .bytes = map_file(map_code), .indexed = true}};
  return photo;
}

double light_of(uint8_t code) {
  const double value = code / 255.;
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

/// The rendition of high dynamic range at the first pixel.
double rendition(const Photo& photo, uint8_t code) {
  const auto numbers = gain_map_numbers(photo.attachments.at(0).bytes).value();
  const Image map = decode_photo(photo.attachments[0].bytes, "map").image;
  const double gain =
      numbers.min[0] + (numbers.max[0] - numbers.min[0]) * map.row<uint8_t>(0)[0] / 255.;
  return (light_of(code) + 1. / 64) * std::exp2(gain) - 1. / 64;
}

Photo enhanced(Photo photo, uint8_t code, std::vector<std::string>& warnings) {
  const auto before = light_for_gain_map(photo, photo.image, 7);
  photo.image = flat(48, 32, 3, code);
  refit_gain_map(photo, before, light_for_gain_map(photo, photo.image, 7), warnings);
  return photo;
}

}  // namespace

TEST_CASE("The rendition of high dynamic range is enhanced like the photo") {
  std::vector<std::string> warnings;
  const Photo before = photo_with_map(40, 128);
  const Photo after = enhanced(photo_with_map(40, 128), 120, warnings);
  CHECK(warnings.empty());
  const double ratio = light_of(120) / light_of(40);
  CHECK(rendition(after, 120) == Approx(rendition(before, 40) * ratio).epsilon(0.02));
}

TEST_CASE("The headroom of the map stays") {
  std::vector<std::string> warnings;
  const Photo after = enhanced(photo_with_map(10, 255), 250, warnings);
  CHECK(rendition(after, 250) <= (light_of(250) + 1. / 64) * 8);
}

TEST_CASE("Black keeps its gain where the map adds nothing to light") {
  std::vector<std::string> warnings;
  Photo photo = photo_with_map(40, 128);
  auto& file = photo.attachments[0].bytes;
  const std::string_view version = "hdrgm:Version='1.0'", nothing = "hdrgm:OffsetSDR='0'";
  std::ranges::copy(nothing, std::search(file.begin(), file.end(), version.begin(), version.end()));
  const Photo after = enhanced(std::move(photo), 0, warnings);
  CHECK(warnings.empty());
  const Image map = decode_photo(after.attachments.at(0).bytes, "map").image;
  CHECK(std::abs(map.row<uint8_t>(0)[0] - 128) <= 2);
}

TEST_CASE("A photo that stays as it is keeps its map byte for byte") {
  std::vector<std::string> warnings;
  CHECK(enhanced(photo_with_map(40, 128), 40, warnings).attachments[0].bytes == map_file(128));
}

TEST_CASE("The map is turned with its photo") {
  std::vector<std::string> warnings;
  Photo photo = photo_with_map(40, 128);
  photo.turned_by = 6;
  photo.image = flat(32, 48, 3, 40);
  const auto light = light_for_gain_map(photo, photo.image, 5);
  REQUIRE(light);
  CHECK(light->width == 8);
  CHECK(light->height == 12);
  refit_gain_map(photo, light, light, warnings);
  const Photo map = decode_photo(photo.attachments.at(0).bytes, "map");
  CHECK(map.image.width() == 8);
  CHECK(gain_map_numbers(photo.attachments[0].bytes));
}

TEST_CASE("A map that cannot be used is taken out and it is said") {
  std::vector<std::string> warnings;
  Photo photo = photo_with_map(40, 128);
  photo.attachments[0].bytes = encode_photo(photo_of(flat(12, 8, 1, 9)), {});
  CHECK_FALSE(light_for_gain_map(photo, photo.image, 5));
  refit_gain_map(photo, {}, {}, warnings);
  CHECK(photo.attachments.empty());
  CHECK(warnings.size() == 1);
}
