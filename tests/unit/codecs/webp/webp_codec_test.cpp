// WebP, with and without loss.
#include "lowlight/codecs/image_io.h"
#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/image_files.h"
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

TEST_CASE("The first picture of an animation lies in its place on the canvas") {
  Photo small;
  small.image = synthetic_image(6, 4);
  small.lossless = true;
  const Bytes still = encode_photo(small, {.format = ImageFormat::webp});
  constexpr size_t kFileHead = 12, kFrameHead = 16;
  Bytes file, frame = {2, 0, 0, 1, 0, 0, 5, 0, 0, 3, 0, 0, 100, 0, 0, 0};  // at (4, 2), 6 × 4
  frame.insert(frame.end(), still.begin() + kFileHead, still.end());
  REQUIRE(frame.size() % 2 == kFrameHead % 2);
  const auto append_size = [&](size_t size) {
    for (int shift = 0; shift < 32; shift += 8) file.push_back(uint8_t(size >> shift));
  };
  append_text(file, "RIFF");
  append_size(4 + 18 + 14 + 8 + frame.size());
  append_text(file, {"WEBPVP8X\x0a\0\0\0\x12\0\0\0\x0b\0\0\x08\0\0ANIM\x06\0\0\0", 30});
  file.insert(file.end(), {9, 9, 9, 255, 0, 0});
  append_text(file, "ANMF");
  append_size(frame.size());
  file.insert(file.end(), frame.begin(), frame.end());
  const Photo photo = decode_photo(file, "a.webp", {.first = true});
  REQUIRE(photo.image.width() == 12);
  REQUIRE(photo.image.height() == 9);
  REQUIRE(photo.image.channels() == 4);
  for (int64_t y = 0; y < 9; ++y) {
    for (int64_t x = 0; x < 12; ++x) {
      const uint8_t* pixel = photo.image.row<uint8_t>(y) + 4 * x;
      const bool inside = x >= 4 && x < 10 && y >= 2 && y < 6;
      CHECK(pixel[3] == (inside ? 255 : 0));
      if (inside) CHECK(pixel[1] == small.image.row<uint8_t>(y - 2)[3 * (x - 4) + 1]);
    }
  }
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
