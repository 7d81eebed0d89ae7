#include "codecs/jxl/jxl_codec.h"
#include "support/catch.h"
#include "support/icc_profiles.h"
#include "support/image_files.h"
#include "support/photo_files.h"
#include "support/synthetic_image.h"

using namespace lowlight;
using namespace lowlight::codecs;
using namespace lowlight::imaging;
using namespace lowlight::test;

TEST_CASE("A JPEG XL without loss gives back every sample and all metadata") {
  const int64_t channels = GENERATE(1, 3, 4);
  const auto depth = GENERATE(BitDepth::u8, BitDepth::u16);
  if (!problem_of_jxl().empty()) return;
  CAPTURE(channels, int(depth));
  Photo photo = photo_of(synthetic_image(37, 23, channels, depth));
  photo.lossless = true;
  photo.metadata.exif = exif_with_orientation(1);
  photo.metadata.xmp = {'<', 'x', '/', '>'};
  const auto file = encode_photo(photo, {.format = ImageFormat::jxl});
  const Photo read = decode_photo(file, "photo.jxl");
  CHECK(largest_difference(read.image, photo.image) == 0);
  CHECK(read.lossless);
  CHECK(read.metadata.exif == photo.metadata.exif);
}

TEST_CASE("A JPEG XL with loss comes back close and keeps a profile") {
  if (!problem_of_jxl().empty()) return;
  Photo photo = photo_of(synthetic_image(64, 48));
  photo.metadata.icc_profile = wide_profile(srgb_curve());
  const Photo read =
      decode_photo(encode_photo(photo, {.format = ImageFormat::jxl, .quality = 95}), "photo.jxl");
  CHECK(largest_difference(read.image, photo.image) <= 32);
  CHECK_FALSE(read.metadata.icc_profile.empty());
}
