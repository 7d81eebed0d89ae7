#include "codecs/heif/heif_codec.h"
#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/image_files.h"
#include "support/photo_files.h"
#include "support/synthetic_image.h"

using namespace lowlight;
using namespace lowlight::codecs;
using namespace lowlight::imaging;
using namespace lowlight::test;

TEST_CASE("HEIC and AVIF come back close with depth, alpha and metadata") {
  const auto format = GENERATE(ImageFormat::heic, ImageFormat::avif);
  const int64_t channels = GENERATE(3, 4);
  const auto depth = GENERATE(BitDepth::u8, BitDepth::u16);
  if (!problem_of_writing(format).empty()) return;
  CAPTURE(enum_name(format), channels, int(depth));
  Photo photo = photo_of(synthetic_image(66, 47, channels, depth));
  photo.chroma_sampling = ChromaSampling::full_444;
  photo.metadata.exif = exif_with_orientation(1);
  const Photo read = decode_photo(encode_photo(photo, {.format = format, .quality = 100}), "photo");
  CHECK(read.format == format);
  CHECK(read.image.channels() == channels);
  CHECK(read.image.depth() == depth);
  CHECK((depth == BitDepth::u8 || read.bits == (format == ImageFormat::avif ? 12 : 10)));
  const int64_t unit = depth == BitDepth::u8 ? 1 : 257;
  CHECK(largest_difference(read.image, photo.image) <= 24 * unit);
  CHECK(read.metadata.exif == photo.metadata.exif);
}

TEST_CASE("The video behind a HEIC is written again") {
  if (!problem_of_writing(ImageFormat::heic).empty()) return;
  Photo photo = photo_of(synthetic_image(66, 47));
  photo.format = ImageFormat::heic;
  Bytes video;
  append_big(video, 12, 4);
  append_text(video, "mpvdMOVE");
  photo.attachments = {{.bytes = video, .semantic = "MotionPhoto"}};
  const Photo read = decode_photo(encode_photo(photo, {.format = ImageFormat::heic}), "photo");
  REQUIRE(read.attachments.size() == 1);
  CHECK(read.attachments[0].bytes == video);
}
