// Which profiles go with a photo from file to file.
#include "lowlight/codecs/image_io.h"
#include "support/catch.h"
#include "support/icc_profiles.h"
#include "support/jpeg_file.h"
#include "support/synthetic_image.h"

using namespace lowlight;
using namespace lowlight::codecs;
using namespace lowlight::imaging;
using namespace lowlight::test;

TEST_CASE("Inks become light through the file's profile, which is not handed on") {
  Bytes inks;  // with Adobe's mark: 255 − ink; much yellow, black half
  for (int i = 0; i < 16 * 16; ++i) inks.insert(inks.end(), {255, 255, 0, 128});
  JpegFileOptions options{.adobe_cmyk = true, .icc_profile = black_ink_profile()};
  const Photo photo = decode_photo(jpeg_file(16, 16, inks, options), "a.jpg");
  const uint8_t* pixel = photo.image.row<uint8_t>(8) + 3 * 8;
  CHECK(pixel[2] == Approx(pixel[0]).margin(3));  // its yellow is not seen
  CHECK(pixel[0] > 90);
  CHECK(photo.metadata.icc_profile.empty());
  REQUIRE(photo.warnings.size() == 1);
  CHECK_THAT(photo.warnings[0], ContainsSubstring("through its colour profile"));
}

TEST_CASE("A profile for other pixels is not handed on") {
  Photo photo;
  photo.image = synthetic_image(9, 7);
  photo.metadata.icc_profile = grey_profile(2.2);
  const Photo read = decode_photo(encode_photo(photo, {.format = ImageFormat::tiff}), "a.tif");
  CHECK(read.metadata.icc_profile.empty());
  CHECK(read.warnings.size() == 1);
  photo.image = synthetic_image(9, 7, 1);
  std::vector<std::string> warnings;
  CHECK(decode_photo(encode_photo(photo, {.format = ImageFormat::webp}, &warnings), "a.webp")
            .metadata.icc_profile.empty());
  CHECK(warnings.size() == 1);
}
