#include "lowlight/codecs/preview.h"

#include <exiv2/exiv2.hpp>

#include "lowlight/codecs/image_io.h"
#include "support/catch.h"
#include "support/image_files.h"
#include "support/photo_files.h"

using namespace lowlight::codecs;
using namespace lowlight::imaging;
using namespace lowlight::test;

namespace {

Exiv2::ExifData parsed(const Bytes& exif) {
  Exiv2::ExifData data;
  Exiv2::ExifParser::decode(data, exif.data(), uint32_t(exif.size()));
  return data;
}

/// A photo whose EXIF data hold a preview of a picture that is not its own.
Photo photo_with_preview(int64_t width, int64_t height) {
  Photo photo = photo_of(synthetic_image(width, height, 3, BitDepth::u16));
  Exiv2::ExifData data;
  data["Exif.Image.Model"] = "Night One";
  const Bytes old = encode_photo(photo_of(Image(8, 6, 3, BitDepth::u8)), {});
  Exiv2::ExifThumb(data).setJpegThumbnail(old.data(), long(old.size()));
  Exiv2::Blob blob;
  Exiv2::ExifParser::encode(blob, Exiv2::littleEndian, data);
  photo.metadata.exif = {blob.begin(), blob.end()};
  return photo;
}

Bytes preview_in(const Bytes& exif) {
  const auto data = parsed(exif);
  const auto found = Exiv2::ExifThumbC(data).copy();
  return {found.pData_, found.pData_ + found.size_};
}

}  // namespace

TEST_CASE("The preview in EXIF data becomes one of the picture that is written") {
  for (const auto format : {ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp}) {
    Photo photo = photo_with_preview(320, 200);
    renew_preview(photo, photo.image);
    REQUIRE_FALSE(photo.preview.empty());
    const Photo read = decode_photo(encode_photo(photo, {.format = format}), "photo");
    const auto preview = decode_photo(preview_in(read.metadata.exif), "preview").image;
    REQUIRE(preview.width() == 160);
    REQUIRE(preview.height() == 100);
    const int64_t here = preview.row<uint8_t>(50)[3 * 80];
    const int64_t there = photo.image.row<uint16_t>(100)[3 * 160] / 257;
    CHECK(std::abs(here - there) <= 8);
  }
}

TEST_CASE("A photo without a preview gets none") {
  Photo photo = photo_of(synthetic_image(40, 30));
  renew_preview(photo, photo.image);
  CHECK(photo.preview.empty());
  photo.metadata.exif = exif_with_orientation(1);
  renew_preview(photo, photo.image);
  CHECK(photo.preview.empty());
}

TEST_CASE("A preview that nobody has renewed goes and so does one in a TIFF") {
  const Photo old = photo_with_preview(40, 30);
  CHECK(preview_in(decode_photo(encode_photo(old, {}), "a.jpg").metadata.exif).empty());
  Photo photo = photo_with_preview(40, 30);
  renew_preview(photo, photo.image);
  std::vector<std::string> warnings;
  const auto tiff = encode_photo(photo, {.format = ImageFormat::tiff}, &warnings);
  CHECK(preview_in(decode_photo(tiff, "a.tif").metadata.exif).empty());
  REQUIRE(warnings.size() == 1);
  CHECK_THAT(warnings[0], ContainsSubstring("preview"));
}
