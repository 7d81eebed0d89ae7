#include "codecs/jxl/jxl_codec.h"

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/image_files.h"
#include "support/synthetic_image.h"

using namespace lowlight;
using namespace lowlight::codecs;

TEST_CASE("A JPEG XL is read and its header tells its size") {
  if (!problem_of_jxl().empty()) return;
  const auto file = read_file(LOWLIGHT_TEST_DATA "/cases/photo.jxl");
  const Photo photo = decode_photo(file, "photo.jxl");
  CHECK(photo.format == ImageFormat::jxl);
  CHECK(photo.lossless);
  CHECK(photo.image.width() == 96);
  const auto header = peek_jxl(file);
  REQUIRE(header);
  CHECK(header->height == 64);
}

TEST_CASE("A JPEG XL that was made of a JPEG is a picture like any other") {
  if (!problem_of_jxl().empty()) return;
  const auto file = read_file(LOWLIGHT_TEST_DATA "/cases/from_jpeg.jxl");
  const Photo photo = decode_photo(file, "from_jpeg.jxl");
  CHECK(photo.image.width() == 64);
  CHECK(photo.image.depth() == imaging::BitDepth::u8);
  const Photo again =
      decode_photo(encode_photo(photo, {.format = ImageFormat::jxl, .quality = 100}), "again");
  CHECK(test::largest_difference(again.image, photo.image) == 0);
}

TEST_CASE("Float samples of a JPEG XL become 16 bits and it is said") {
  if (!problem_of_jxl().empty()) return;
  const auto file = read_file(LOWLIGHT_TEST_DATA "/cases/float.jxl");
  const Photo photo = decode_photo(file, "float.jxl");
  CHECK(photo.image.depth() == imaging::BitDepth::u16);
  REQUIRE(photo.warnings.size() == 1);
  CHECK_THAT(photo.warnings[0], ContainsSubstring("float"));
}

TEST_CASE("A JPEG XL that is cut anywhere is an error and one that lies no crash") {
  if (!problem_of_jxl().empty()) return;
  const auto file = read_file(LOWLIGHT_TEST_DATA "/cases/photo.jxl");
  for (size_t size = 0; size < file.size(); size += 64) {
    CAPTURE(size);
    CHECK_THROWS_AS(decode_photo(std::span(file).first(size), "cut.jxl"), ImageError);
  }
  for (size_t at = 2; at < 200; at += 3) {
    auto lie = file;
    lie[at] ^= 0xFF;
    try {
      decode_photo(lie, "lie.jxl");
    } catch (const ImageError&) {
    }
  }
}
