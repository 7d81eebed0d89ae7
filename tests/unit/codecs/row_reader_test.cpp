#include "lowlight/codecs/row_reader.h"

#include <string>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/decoded_in_bands.h"
#include "support/image_files.h"
#include "support/interlaced_png.h"
#include "support/jpeg_file.h"
#include "support/photo_files.h"
#include "support/synthetic_image.h"

using namespace lowlight;
using namespace lowlight::codecs;
using namespace lowlight::imaging;
using namespace lowlight::test;

namespace {

Bytes encoded(ImageFormat format,
              int64_t channels,
              BitDepth depth = BitDepth::u8,
              int orientation = 1) {
  Photo photo = photo_of(synthetic_image(37, 29, channels, depth));
  photo.metadata.exif = exif_with_orientation(orientation);
  return encode_photo(photo, {.format = format});
}

Bytes pixels_of(int64_t width, int64_t height, int64_t channels) {
  const Image image = synthetic_image(width, height, channels);
  return {image.bytes().begin(), image.bytes().end()};
}

}  // namespace

TEST_CASE("Rows of every format are those of the whole picture") {
  const auto format = GENERATE(ImageFormat::jpeg, ImageFormat::png, ImageFormat::tiff);
  const int64_t channels = GENERATE(1, 3, 4);
  CHECK(same_in_bands(encoded(format, channels)));
  CHECK(same_in_bands(encoded(format, channels, BitDepth::u16)));
}

TEST_CASE("Rows of every orientation are turned to their place") {
  const auto orientation = GENERATE(range(0, 10));
  CAPTURE(orientation);
  CHECK(same_in_bands(tiff_file(synthetic_image(37, 29), orientation)));
  CHECK(same_in_bands(tiff_file(synthetic_image(3, 1, 4, BitDepth::u16), orientation)));
}

TEST_CASE("Rows of a JPEG in CMYK and in scans are those of the whole picture") {
  CHECK(same_in_bands(jpeg_file(37, 29, pixels_of(37, 29, 4), {.adobe_cmyk = true})));
  const Bytes scans = jpeg_file(37, 29, pixels_of(37, 29, 3), {.progressive = true});
  CHECK(same_in_bands(scans));
  // 4:2:0: 5 × 4 blocks of luma and 3 × 2 of each colour, 64 coefficients of 2 bytes.
  CHECK(open_photo(scans, "scans")->held_bytes == (5 * 4 + 2 * 3 * 2) * 128);
  CHECK(open_photo(encoded(ImageFormat::jpeg, 3), "one scan")->held_bytes == 0);
}

TEST_CASE("What must be read at once says so") {
  CHECK(open_photo(interlaced_png(synthetic_image(37, 29)), "interlaced")->at_once);
  CHECK(open_photo(encoded(ImageFormat::webp, 3), "webp")->at_once);
  CHECK_FALSE(open_photo(encoded(ImageFormat::png, 3), "png")->at_once);
  CHECK(same_in_bands(interlaced_png(synthetic_image(37, 29))));
  CHECK(same_in_bands(encoded(ImageFormat::webp, 4)));
}

TEST_CASE("A reader tells all but the pixels before the first row") {
  Photo photo = photo_of(synthetic_image(37, 29));
  photo.metadata.exif = exif_with_orientation(1);
  photo.chroma_sampling = ChromaSampling::half_422;
  const Bytes file = encode_photo(photo, {});
  const auto reader = open_photo(file, "a.jpg");
  CHECK(reader->shape == ImageShape{37, 29, 3, BitDepth::u8});
  CHECK(reader->photo.metadata.exif == photo.metadata.exif);
  CHECK(reader->photo.chroma_sampling == ChromaSampling::half_422);
  CHECK(reader->photo.image.empty());
}

TEST_CASE("A long file lets go of what was searched") {
  Photo photo;
  photo.image = Image(3000, 1500, 3, BitDepth::u8);
  uint32_t noise = 1;
  for (uint8_t& sample : photo.image.bytes()) sample = uint8_t((noise = noise * 1664525 + 9) >> 24);
  const Bytes file = encode_photo(photo, {.format = ImageFormat::png});
  int64_t releases = 0;
  open_photo(file, "a.png", {}, [&] { ++releases; });
  CHECK(releases == int64_t(file.size() >> 22));
}

TEST_CASE("Damage is met at the row where it lies") {
  Bytes file = encode_photo(photo_of(synthetic_image(64, 640)), {});
  file.resize(file.size() / 2);
  const auto reader = open_photo(file, "a.jpg");
  Image rows = rows_like(reader->shape, 64);
  reader->read(rows.bytes().data(), 64);
  CHECK_THROWS_AS(
      [&] {
        for (int i = 0; i < 9; ++i) reader->read(rows.bytes().data(), 64);
      }(),
      ImageError);
  const auto kept = open_photo(file, "a.jpg", {.on_truncated = OnTruncated::keep});
  for (int i = 0; i < 10; ++i) kept->read(rows.bytes().data(), 64);
  CHECK(kept->photo.warnings.size() == 1);
}
