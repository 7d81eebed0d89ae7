#include "codecs/jxl/jxl_codec.h"

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/image_files.h"

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
