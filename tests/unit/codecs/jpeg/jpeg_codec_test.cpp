// Every way in which a JPEG keeps its pixels, and what becomes of one that is damaged.
#include "codecs/jpeg/jpeg_codec.h"

#include <algorithm>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/image_files.h"
#include "support/jpeg_file.h"
#include "support/photo_files.h"
#include "support/synthetic_image.h"

using namespace lowlight;
using namespace lowlight::codecs;
using namespace lowlight::imaging;
using namespace lowlight::test;

namespace {

Photo jpeg_round_trip(const Photo& photo, int64_t quality = 95) {
  return decode_photo(encode_photo(photo, {.quality = quality}), "a.jpg");
}

Bytes sample_jpeg() {
  Photo photo = photo_of(synthetic_image(64, 48));
  photo.metadata.exif = exif_with_orientation(6);
  photo.metadata.icc_profile = Bytes(400, 7);
  return encode_photo(photo, {});
}

Bytes progressive_jpeg() {
  const Image image = synthetic_image(64, 48);
  return jpeg_file(64, 48, {image.bytes().begin(), image.bytes().end()}, {.progressive = true});
}

Photo decoded_jpeg(const Bytes& file, const ReadOptions& options = {}) {
  return decode_photo(file, "a.jpg", options);
}

Bytes shortened(Bytes file, size_t size) {
  file.resize(size);
  return file;
}

}  // namespace

TEST_CASE("A grey JPEG stays grey") {
  const Photo read = jpeg_round_trip(photo_of(synthetic_image(33, 20, 1)));
  CHECK(read.image.channels() == 1);
  CHECK(largest_difference(read.image, synthetic_image(33, 20, 1)) <= 4);
}

TEST_CASE("A JPEG keeps its chroma sampling") {
  const auto sampling =
      GENERATE(ChromaSampling::full_444, ChromaSampling::half_422, ChromaSampling::quarter_420);
  const auto quality = GENERATE(50, 95);
  Photo photo = photo_of(synthetic_image(33, 21));
  photo.chroma_sampling = sampling;
  CHECK(jpeg_round_trip(photo, quality).chroma_sampling == sampling);
}

TEST_CASE("Without a sampling to keep quality decides") {
  const Photo photo = photo_of(synthetic_image(33, 21));
  CHECK(jpeg_round_trip(photo, 90).chroma_sampling == ChromaSampling::full_444);
  CHECK(jpeg_round_trip(photo, 89).chroma_sampling == ChromaSampling::quarter_420);
}

TEST_CASE("A progressive JPEG decodes like a baseline one") {
  const Image image = synthetic_image(48, 40);
  const Bytes pixels(image.bytes().begin(), image.bytes().end());
  const Photo baseline = decode_photo(jpeg_file(48, 40, pixels, {}), "a.jpg");
  const Photo progressive = decode_photo(jpeg_file(48, 40, pixels, {.progressive = true}), "a.jpg");
  CHECK(largest_difference(baseline.image, progressive.image) == 0);
  CHECK(progressive.warnings.empty());
}

TEST_CASE("A CMYK JPEG is converted with a warning") {
  Bytes inks;  // with Adobe's mark: 255 − ink
  for (int i = 0; i < 16 * 16; ++i) inks.insert(inks.end(), {255, 128, 0, 128});
  const Photo photo = decode_photo(jpeg_file(16, 16, inks, {.adobe_cmyk = true}), "a.jpg");
  REQUIRE(photo.image.channels() == 3);
  const uint8_t* pixel = photo.image.row<uint8_t>(8) + 3 * 8;
  CHECK(pixel[0] == Approx(128).margin(3));
  CHECK(pixel[1] == Approx(64).margin(3));
  CHECK(pixel[2] == Approx(0).margin(3));
  REQUIRE(photo.warnings.size() == 1);
  CHECK_THAT(photo.warnings[0], ContainsSubstring("CMYK"));
}

TEST_CASE("A JPEG that lost only its end mark is an error too") {
  for (const Bytes& file : {sample_jpeg(), progressive_jpeg()}) {
    CHECK_THROWS_WITH(decoded_jpeg(shortened(file, file.size() - 2)),
                      ContainsSubstring("truncated or damaged"));
    CHECK_THROWS_WITH(decoded_jpeg(shortened(file, file.size() / 2)),
                      ContainsSubstring("truncated or damaged"));
    // An end mark after what was cut makes it no better.
    Bytes ended = shortened(file, file.size() / 2);
    ended.insert(ended.end(), {0xFF, 0xD9});
    CHECK_THROWS_WITH(decoded_jpeg(ended), ContainsSubstring("truncated or damaged"));
  }
}

TEST_CASE("What is left of a cut JPEG can be had with a warning") {
  for (const Bytes& file : {sample_jpeg(), progressive_jpeg()}) {
    const Photo whole = decoded_jpeg(file);
    const Photo part =
        decoded_jpeg(shortened(file, file.size() - 2), {.on_truncated = OnTruncated::keep});
    CHECK(part.image.width() == whole.image.width());
    REQUIRE(part.warnings.size() == 1);
    CHECK_THAT(part.warnings[0], ContainsSubstring("damaged JPEG"));
    CHECK(whole.warnings.empty());
  }
}

TEST_CASE("Bytes after the end of a JPEG are ignored") {
  Bytes file = sample_jpeg();
  file.resize(file.size() + 1000, 0);
  CHECK(decoded_jpeg(file).warnings.empty());
}

TEST_CASE("A JPEG with scans without end is refused") {
  Bytes file = progressive_jpeg();
  // The scans' headers begin with FF DA; the last scan is repeated.
  const Bytes mark = {0xFF, 0xDA};
  const auto last = std::find_end(file.begin(), file.end(), mark.begin(), mark.end());
  const Bytes scan(last, file.end() - 2);
  for (int i = 0; i < 200; ++i) file.insert(file.end() - 2, scan.begin(), scan.end());
  CHECK_THROWS_WITH(decoded_jpeg(file, {.on_truncated = OnTruncated::keep}),
                    ContainsSubstring("too many scans"));
}
