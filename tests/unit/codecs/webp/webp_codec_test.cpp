// WebP, with and without loss.
#include "lowlight/codecs/image_io.h"
#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/synthetic_image.h"

using namespace lowlight;
using namespace lowlight::codecs;
using namespace lowlight::imaging;
using namespace lowlight::test;

namespace {

Photo round_trip(const Photo& photo, int64_t quality = 80) {
  return decode_photo(encode_photo(photo, {.format = ImageFormat::webp, .quality = quality}),
                      "a.webp");
}

}  // namespace

TEST_CASE("A lossless WebP stays lossless and gives back every sample") {
  const auto channels = GENERATE(3, 4);
  Photo photo;
  photo.image = synthetic_image(37, 21, channels);
  photo.lossless = true;
  if (channels == 4) photo.image.row<uint8_t>(3)[7] = 0;  // colours under it are kept
  const Photo once = round_trip(photo), twice = round_trip(once);
  CHECK(once.lossless);
  CHECK(largest_difference(once.image, photo.image) == 0);
  CHECK(largest_difference(twice.image, photo.image) == 0);
}

TEST_CASE("A lossy WebP keeps its alpha exactly") {
  Photo photo;
  photo.image = synthetic_image(40, 30, 4);
  const Photo read = round_trip(photo);
  CHECK_FALSE(read.lossless);
  REQUIRE(read.image.channels() == 4);
  int differences = 0;
  for (size_t i = 3; i < photo.image.bytes().size(); i += 4) {
    differences += read.image.bytes()[i] != photo.image.bytes()[i];
  }
  CHECK(differences == 0);
}

TEST_CASE("Quality decides the size of a lossy WebP") {
  Photo photo;
  photo.image = synthetic_image(200, 150);
  const auto size = [&](int64_t quality) {
    return encode_photo(photo, {.format = ImageFormat::webp, .quality = quality}).size();
  };
  CHECK(size(20) < size(95));
}

TEST_CASE("Grey becomes RGB in a WebP") {
  Photo photo;
  photo.image = synthetic_image(20, 10, 1);
  photo.lossless = true;
  const Photo read = round_trip(photo);
  REQUIRE(read.image.channels() == 3);
  for (int64_t i = 0; i < 200; ++i) {
    const uint8_t* pixel = read.image.bytes().data() + 3 * i;
    CHECK((pixel[0] == photo.image.bytes()[size_t(i)] && pixel[0] == pixel[1] &&
           pixel[1] == pixel[2]));
  }
}

TEST_CASE("A side over what WebP holds is named") {
  Photo photo;
  photo.image = Image(16'384, 1, 3, BitDepth::u8);
  CHECK_THROWS_WITH(encode_photo(photo, {.format = ImageFormat::webp}), ContainsSubstring("16383"));
}
