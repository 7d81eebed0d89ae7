#include "codecs/raw/raw_codec.h"

#include "lowlight/colours/colour_profile.h"
#include "lowlight/core/atomic_file.h"
#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/image_files.h"

using namespace lowlight;
using namespace lowlight::codecs;
using namespace lowlight::colours;

TEST_CASE("A raw file is developed to 16 bits of wide primaries") {
  if (!problem_of_raw().empty()) return;
  const auto file = read_file(LOWLIGHT_TEST_DATA "/cases/raw.dng");
  const Photo photo = decode_photo(file, "raw.dng");
  CHECK(photo.format == ImageFormat::raw);
  CHECK(kept_format(photo.format) == ImageFormat::tiff);
  CHECK(photo.image.width() == 96);
  CHECK(photo.image.height() == 64);
  CHECK(photo.image.depth() == imaging::BitDepth::u16);
  CHECK(kind_of_profile(photo.metadata.icc_profile) == ProfileKind::rgb);
}

TEST_CASE("No raw file is ever written") {
  CHECK_FALSE(problem_of_writing(ImageFormat::raw).empty());
  Photo photo;
  photo.image = imaging::Image(2, 2, 3, imaging::BitDepth::u8);
  CHECK_THROWS_AS(encode_photo(photo, {.format = ImageFormat::raw}), ImageError);
}

TEST_CASE("A raw file that is cut or lies is read or refused") {
  if (!problem_of_raw().empty()) return;
  const auto file = read_file(LOWLIGHT_TEST_DATA "/cases/raw.dng");
  for (size_t size = 0; size < file.size(); size += 64) {
    try {
      decode_photo(std::span(file).first(size), "cut.dng");
    } catch (const ImageError&) {
    }
  }
  for (size_t at = 8; at < 400; at += 5) {
    auto lie = file;
    lie[at] ^= 0xFF;
    try {
      decode_photo(lie, "lie.dng");
    } catch (const ImageError&) {
    }
  }
  SUCCEED();
}
