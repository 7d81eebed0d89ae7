#include "lowlight/metadata/webp_container.h"

#include <webp/decode.h>

#include <algorithm>

#include "lowlight/metadata/byte_reader.h"
#include "lowlight/metadata/refused_file.h"
#include "support/catch.h"
#include "support/image_files.h"
#include "support/photo_files.h"

using namespace lowlight::codecs;
using namespace lowlight::metadata;
using namespace lowlight::codecs;
using namespace lowlight::metadata;
using namespace lowlight::imaging;
using namespace lowlight::test;

namespace {

constexpr size_t kFlagsAt =
    20;  // the flags of the VP8X chunk, which comes first where there is one

Bytes encoded_webp(int64_t channels, const Metadata& metadata = {}, bool lossless = false) {
  Photo photo = photo_of(synthetic_image(20, 10, channels));
  photo.lossless = lossless;
  return with_webp_metadata(encode_photo(photo, {.format = ImageFormat::webp}), metadata);
}

bool has_alpha(const Bytes& file) {
  WebPBitstreamFeatures features;
  REQUIRE(WebPGetFeatures(file.data(), file.size(), &features) == VP8_STATUS_OK);
  return features.has_alpha;
}

}  // namespace

TEST_CASE("Metadata of even and odd length come back from a WebP") {
  const bool lossless = GENERATE(false, true);
  const int64_t channels = GENERATE(3, 4);
  const Metadata metadata{.icc_profile = Bytes(7, 1), .exif = Bytes(8, 2), .xmp = Bytes(9, 3)};
  const Bytes file = encoded_webp(channels, metadata, lossless);
  const Metadata read = read_webp(file).metadata;
  CHECK(read.icc_profile == metadata.icc_profile);
  CHECK(read.exif == metadata.exif);
  CHECK(read.xmp == metadata.xmp);
  CHECK(file.size() % 2 == 0);
  CHECK(has_alpha(file) == (channels == 4));
}

TEST_CASE("A WebP without metadata stays as the encoder made it") {
  const Bytes file = encoded_webp(3);
  CHECK(std::ranges::equal(std::span(file).subspan(12, 4), std::string_view("VP8 ")));
  CHECK(with_webp_metadata(file, {.iptc = {1}}) == file);
}

TEST_CASE("Metadata are read where the flags do not announce them") {
  Bytes file = encoded_webp(3, {.exif = {1, 2}});
  CHECK(file[kFlagsAt] == 0x08);
  file[kFlagsAt] = 0;
  CHECK(read_webp(file).metadata.exif == Bytes{1, 2});
  file[kFlagsAt] = 0x2C;
  CHECK(read_webp(file).metadata.exif == Bytes{1, 2});
}

TEST_CASE("A WebP that is cut anywhere is told from a whole one") {
  const Bytes file = encoded_webp(4, {.exif = {1, 2}});
  CHECK_NOTHROW(read_webp(file));
  for (size_t size = 0; size < file.size(); ++size) {
    CHECK_THROWS_AS(read_webp(std::span(file).first(size)), OutOfData);
  }
}

TEST_CASE("A WebP whose chunk reaches beyond it is refused and an animation too") {
  Bytes file = encoded_webp(3, {.exif = {1, 2}});
  file[16] = 0xFF;  // the length of the first chunk
  file[17] = 0xFF;
  CHECK_THROWS_AS(read_webp(file), OutOfData);
  Bytes animation;
  append_text(animation, {"RIFF\x0c\0\0\0WEBPANIM\0\0\0\0", 20});
  CHECK(read_webp(animation).animated);
  CHECK_THROWS_AS(first_webp_frame(animation), RefusedFile);
}
