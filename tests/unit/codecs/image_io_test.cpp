#include "lowlight/codecs/image_io.h"

#include <filesystem>

#include "lowlight/core/check.h"
#include "lowlight/core/error.h"
#include "lowlight/core/names.h"
#include "support/catch.h"
#include "support/image_files.h"
#include "support/photo_files.h"
#include "support/synthetic_image.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::codecs;
using namespace lowlight::imaging;
using namespace lowlight::test;

namespace {

Bytes file_of(const Photo& photo, ImageFormat format, int64_t quality = 95) {
  return encode_photo(photo, {.format = format, .quality = quality});
}

Photo round_trip(const Photo& photo, ImageFormat format, int64_t quality = 95) {
  return decode_photo(file_of(photo, format, quality), "round trip");
}

/// The synthetic picture as the eye of EXIF orientation `orientation` stores it: turning it by that
/// tag gives it back.
Image stored(const Image& upright, int orientation) {
  const bool transpose = orientation >= 5;
  Image image(transpose ? upright.height() : upright.width(),
              transpose ? upright.width() : upright.height(),
              upright.channels(),
              upright.depth());
  const int64_t bytes = upright.channels() * bytes_per_sample(upright.depth());
  for (int64_t y = 0; y < upright.height(); ++y) {
    for (int64_t x = 0; x < upright.width(); ++x) {
      // The sides that row 0 and column 0 show, from the EXIF table of tag 274.
      const int64_t right = upright.width() - 1 - x, down = upright.height() - 1 - y;
      const int64_t table_row[] = {y, y, down, down, x, right, right, x};
      const int64_t table_column[] = {x, right, right, x, y, y, down, down};
      std::copy_n(
          upright.row<uint8_t>(y) + x * bytes,
          bytes,
          image.row<uint8_t>(table_row[orientation - 1]) + table_column[orientation - 1] * bytes);
    }
  }
  return image;
}

}  // namespace

TEST_CASE("Lossless formats give back every sample") {
  const auto format = GENERATE(ImageFormat::png, ImageFormat::tiff);
  const auto channels = GENERATE(1, 3, 4);
  const auto depth = GENERATE(BitDepth::u8, BitDepth::u16);
  const auto size = GENERATE(1, 2, 37);
  CAPTURE(enum_name(format), channels, int(depth), size);
  const Photo photo = photo_of(synthetic_image(size, 2 * size - 1, channels, depth));
  const Photo read = round_trip(photo, format);
  CHECK(largest_difference(read.image, photo.image) == 0);
  CHECK(read.format == format);
  CHECK(read.warnings.empty());
}

TEST_CASE("Lossy formats stay close and keep the size") {
  const auto format = GENERATE(ImageFormat::jpeg, ImageFormat::webp);
  const auto size = GENERATE(1, 17, 64);
  const Photo photo = photo_of(synthetic_image(size, size + 3));
  const Photo read = round_trip(photo, format, 100);
  CHECK(largest_difference(read.image, photo.image) <= (format == ImageFormat::jpeg ? 4 : 24));
}

TEST_CASE("Formats that hold less than the photo get the nearest they can hold") {
  Image image = synthetic_image(30, 20, 4, BitDepth::u16);
  for (int64_t i = 0; i < 30 * 20; ++i) image.row<uint16_t>(0)[4 * i + 3] = 65535;
  const Image expected = synthetic_image(30, 20);
  Photo deep = photo_of(std::move(image));
  const Photo jpeg = round_trip(deep, ImageFormat::jpeg);
  CHECK(jpeg.image.channels() == 3);
  CHECK(largest_difference(jpeg.image, expected) <= 5);
  deep.image.row<uint16_t>(0)[3] = 1000;  // WebP keeps no alpha that hides nothing
  const Photo webp = round_trip(deep, ImageFormat::webp);
  CHECK(webp.image.channels() == 4);
  CHECK(webp.image.depth() == BitDepth::u8);
}

TEST_CASE("A JPEG shows white where the photo is transparent and no hidden colour") {
  const auto depth = GENERATE(BitDepth::u8, BitDepth::u16);
  Image image = synthetic_image(16, 16, 4, depth);
  const int64_t full = full_scale(depth);
  for (int64_t i = 0; i < 16 * 16; ++i) {
    const int64_t alpha = i % 16 < 8 ? 0 : full;
    if (depth == BitDepth::u8) {
      image.row<uint8_t>(0)[4 * i + 3] = uint8_t(alpha);
    } else {
      image.row<uint16_t>(0)[4 * i + 3] = uint16_t(alpha);
    }
  }
  const Photo jpeg = round_trip(photo_of(std::move(image)), ImageFormat::jpeg, 100);
  const uint8_t* row = jpeg.image.row<uint8_t>(8);
  CHECK(row[0] >= 252);
  CHECK(row[1] >= 252);
  const Image opaque = synthetic_image(16, 16, 3);
  CHECK(row[3 * 15] == Approx(opaque.row<uint8_t>(8)[3 * 15]).margin(4));
}

TEST_CASE("Every orientation is turned once in every format") {
  const auto orientation = GENERATE(range(1, 9));
  const auto format = GENERATE(ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp);
  const auto channels = GENERATE(1, 3, 4);
  const auto depth = GENERATE(BitDepth::u8, BitDepth::u16);
  CAPTURE(orientation, enum_name(format), channels, int(depth));
  const Image upright = synthetic_image(40, 24, channels, depth);
  Photo photo = photo_of(stored(upright, orientation));
  photo.metadata.exif = exif_with_orientation(orientation);
  const Photo read = round_trip(photo, format, 100);
  const Image expected = round_trip(photo_of(upright.clone()), format, 100).image;
  CHECK(largest_difference(read.image, expected) <= (format == ImageFormat::png ? 0 : 16));
  CHECK(read.metadata.exif == exif_with_orientation(1));
  const Photo again = round_trip(read, format, 100);
  CHECK(largest_difference(again.image, expected) <= (format == ImageFormat::png ? 0 : 16));
  CHECK(again.metadata.exif == exif_with_orientation(1));
}

TEST_CASE("Every orientation of a TIFF is turned once") {
  const auto orientation = GENERATE(range(1, 9));
  const auto channels = GENERATE(1, 3, 4);
  const auto depth = GENERATE(BitDepth::u8, BitDepth::u16);
  CAPTURE(orientation, channels, int(depth));
  const Image upright = synthetic_image(20, 12, channels, depth);
  const Photo read = decode_photo(tiff_file(stored(upright, orientation), orientation), "a.tif");
  CHECK(largest_difference(read.image, upright) == 0);
}

TEST_CASE("Profile and EXIF data come back from every format that keeps them") {
  const auto format = GENERATE(ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp);
  const auto profile_size = GENERATE(0, 301, 200'000);
  const auto channels = GENERATE(3, 4);
  Photo photo = photo_of(synthetic_image(19, 11, channels));
  for (int i = 0; i < profile_size; ++i)
    photo.metadata.icc_profile.push_back(uint8_t(i * 7 + i / 256));
  photo.metadata.exif = exif_with_orientation(1);
  const Photo read = round_trip(photo, format);
  CHECK(read.metadata.icc_profile == photo.metadata.icc_profile);
  CHECK(read.metadata.exif == photo.metadata.exif);
  CHECK(read.image.width() == 19);
  CHECK(read.image.channels() == (format == ImageFormat::jpeg ? 3 : channels));
}

TEST_CASE("The header tells format and stored size before decoding") {
  const auto format =
      GENERATE(ImageFormat::jpeg, ImageFormat::png, ImageFormat::tiff, ImageFormat::webp);
  const auto channels = GENERATE(1, 3, 4);
  const auto header = peek_header(file_of(photo_of(synthetic_image(37, 23, channels)), format));
  REQUIRE(header);
  CHECK(header->format == format);
  CHECK(header->width == 37);
  CHECK(header->height == 23);
}

TEST_CASE("A photo is written whole under its name and nothing else is left") {
  const TemporaryFolder folder;
  const Photo photo = photo_of(synthetic_image(37, 23));
  write_photo(folder / "a.png", photo, {.format = ImageFormat::png});
  CHECK(largest_difference(read_photo(folder / "a.png").image, photo.image) == 0);
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()),
                      std::filesystem::directory_iterator()) == 1);
}

TEST_CASE("What cannot be read or written is an error with the path") {
  const TemporaryFolder folder;
  const Photo photo = photo_of(synthetic_image(3, 3));
  CHECK_THROWS_WITH(read_photo(folder / "none.jpg"),
                    ContainsSubstring("none.jpg") && ContainsSubstring("cannot read"));
  CHECK_THROWS_AS(read_photo(folder.path()), ImageError);
  CHECK_THROWS_WITH(write_photo(folder / "no" / "a.jpg", photo, {}),
                    ContainsSubstring("a.jpg") && ContainsSubstring("cannot write"));
  const auto too_wide = GENERATE(ImageFormat::jpeg, ImageFormat::webp);
  CHECK_THROWS_WITH(
      write_photo(folder / "wide", photo_of(synthetic_image(70'000, 1)), {.format = too_wide}),
      ContainsSubstring("wide"));
}

TEST_CASE("A file may have any name") {
  const TemporaryFolder folder;
  Photo photo = photo_of(synthetic_image(3, 3));
  for (const std::string name : {"two\nlines.png", "\xFF\xFE.png", "-o.png", " .png"}) {
    write_photo(folder / name, photo, {.format = ImageFormat::png});
    CHECK(read_photo(folder / name).image.width() == 3);
  }
}

TEST_CASE("The smallest and the thinnest pictures pass every format") {
  const auto format =
      GENERATE(ImageFormat::jpeg, ImageFormat::png, ImageFormat::tiff, ImageFormat::webp);
  const int64_t longest = format == ImageFormat::webp ? 16'383 : 20'000;
  for (const auto& [width, height] :
       {std::pair<int64_t, int64_t>(1, 1), {1, longest}, {longest, 1}}) {
    CAPTURE(enum_name(format), width, height);
    const Photo read = round_trip(photo_of(synthetic_image(width, height)), format);
    CHECK(read.image.width() == width);
    CHECK(read.image.height() == height);
    CHECK(read.warnings.empty());
  }
}

TEST_CASE("Quality has a range") {
  const Photo photo = photo_of(synthetic_image(3, 3));
  CHECK_THROWS_AS(encode_photo(photo, {.quality = 0}), c10::ValueError);
  CHECK_THROWS_AS(encode_photo(photo, {.quality = 101}), c10::ValueError);
  CHECK(file_of(photo_of(synthetic_image(64, 64)), ImageFormat::jpeg, 30).size() <
        file_of(photo_of(synthetic_image(64, 64)), ImageFormat::jpeg, 95).size());
}
