// Small files as cameras, phones and scanners make them (tests/cases), and what must come of each.
#include <algorithm>
#include <string>

#include "lowlight/codecs/image_io.h"
#include "lowlight/colours/colour_profile.h"
#include "lowlight/core/atomic_file.h"
#include "lowlight/core/error.h"
#include "lowlight/metadata/container.h"
#include "lowlight/metadata/jpeg_markers.h"
#include "support/catch.h"
#include "support/image_files.h"
#include "support/synthetic_image.h"

using namespace lowlight;
using namespace lowlight::codecs;
using namespace lowlight::colours;
using namespace lowlight::imaging;
using namespace lowlight::metadata;
using namespace lowlight::test;

namespace {

Bytes file_of_case(const std::string& name) {
  return read_file(LOWLIGHT_TEST_DATA "/cases/" + name);
}

Photo read_case(const std::string& name, const ReadOptions& options = {}) {
  return decode_photo(file_of_case(name), name, options);
}

/// What a photo of a case becomes as it is, in a format.
Photo written(const Photo& photo,
              ImageFormat format,
              std::vector<std::string>* warnings = nullptr) {
  return decode_photo(encode_photo(photo, {.format = format, .quality = 100}, warnings), "written");
}

bool mentions(const std::vector<std::string>& warnings, const std::string& text) {
  return std::ranges::any_of(
      warnings, [&](const std::string& one) { return one.find(text) != std::string::npos; });
}

bool has_bytes(const Bytes& file, std::string_view text) {
  return std::search(file.begin(), file.end(), text.begin(), text.end()) != file.end();
}

}  // namespace

TEST_CASE("Colours in numbers are kept in a PNG and become a profile elsewhere") {
  const auto* name = GENERATE("gamma.png", "chromaticities.png");
  const Photo photo = read_case(name);
  REQUIRE(photo.metadata.numbers);
  CHECK(kind_of_profile(photo.metadata.icc_profile) == ProfileKind::rgb);
  const Photo png = written(photo, ImageFormat::png);
  CHECK((png.metadata.numbers == photo.metadata.numbers));
  CHECK(largest_difference(png.image, photo.image) == 0);
  const Photo tiff = written(photo, ImageFormat::tiff);
  CHECK(tiff.metadata.icc_profile == photo.metadata.icc_profile);
}

TEST_CASE("High dynamic range is tone-mapped and said or refused") {
  const Photo photo = read_case("cicp.png");
  CHECK(mentions(photo.warnings, "high dynamic range"));
  CHECK(photo.image.depth() == BitDepth::u16);
  CHECK_FALSE(photo.metadata.numbers);
  CHECK(kind_of_profile(photo.metadata.icc_profile) == ProfileKind::rgb);
  CHECK_THROWS_WITH(read_case("cicp.png", {.on_hdr = OnHdr::refuse}),
                    ContainsSubstring("high dynamic range"));
}

TEST_CASE("Resolution, texts and comments stay in their format") {
  const Photo png = written(read_case("resolution_and_text.png"), ImageFormat::png);
  REQUIRE(png.metadata.resolution);
  CHECK(png.metadata.resolution->x == Approx(300).margin(0.01));
  REQUIRE(png.metadata.texts.size() == 2);
  CHECK(png.metadata.texts[1].text == "Nacht über dem Hafen");
  const Photo jpeg = written(read_case("resolution_and_comment.jpg"), ImageFormat::jpeg);
  REQUIRE(jpeg.metadata.resolution);
  CHECK((jpeg.metadata.texts == std::vector<Text>{{kComment, "shot by hand"}}));
  const auto bare = encode_photo(read_case("resolution_and_text.png"),
                                 {.format = ImageFormat::png, .metadata = MetadataPolicy::strip});
  CHECK(decode_photo(bare, "bare.png").metadata.texts.empty());
}

TEST_CASE("A resolution goes into every format") {
  const auto format = GENERATE(ImageFormat::jpeg,
                               ImageFormat::png,
                               ImageFormat::tiff,
                               ImageFormat::webp,
                               ImageFormat::heic,
                               ImageFormat::avif,
                               ImageFormat::jxl);
  if (!problem_of_writing(format).empty()) return;
  const Photo photo = written(read_case("resolution_and_comment.jpg"), format);
  const Photo again = written(photo, ImageFormat::png);
  REQUIRE(again.metadata.resolution);
  CHECK(again.metadata.resolution->x == Approx(300).margin(0.01));
}

TEST_CASE("What stands behind a photo stays and is found") {
  const Photo two = read_case("two_pictures.jpg");
  REQUIRE(two.attachments.size() == 1);
  const Photo again = written(two, ImageFormat::jpeg);
  REQUIRE(again.attachments.size() == 1);
  CHECK(again.attachments[0].indexed);
  CHECK(again.attachments[0].bytes == two.attachments[0].bytes);

  const Photo motion = read_case("motion_photo.jpg");
  REQUIRE(motion.attachments.size() == 1);
  const Bytes file = encode_photo(motion, {});
  const auto& video = motion.attachments[0].bytes;
  REQUIRE(file.size() > video.size());
  CHECK(std::equal(video.begin(), video.end(), file.end() - int64_t(video.size())));
  const auto items = container_items(decode_photo(file, "motion.jpg").metadata.xmp);
  REQUIRE(items.size() == 2);
  CHECK(items[1].length == video.size());
}

TEST_CASE("What stands behind a photo goes with all that names it") {
  for (const auto* name : {"two_pictures.jpg", "motion_photo.jpg", "gain_map.jpg"}) {
    CAPTURE(name);
    std::vector<std::string> warnings;
    const Bytes file = encode_photo(read_case(name), {.format = ImageFormat::png}, &warnings);
    CHECK(mentions(warnings, "was left out"));
    for (const auto* text : {"hdrgm", "MotionPhoto", "GainMap", "MPF"}) {
      CHECK_FALSE(has_bytes(file, text));
    }
  }
  const Bytes file = encode_photo(read_case("gain_map.jpg"), {.gain_map = GainMapPolicy::drop});
  CHECK_FALSE(has_bytes(file, "hdrgm"));
  CHECK_FALSE(has_bytes(file, std::string_view("MPF\0", 4)));
  CHECK(end_of_jpeg(file) == file.size());
}

TEST_CASE("A palette's colours are exactly those of its file") {
  // The file's writer made 16 bits of each colour by a factor of 256.
  const Photo photo = read_case("palette.tif");
  CHECK(photo.image.channels() == 3);
  const Photo again = written(photo, ImageFormat::tiff);
  CHECK(largest_difference(again.image, photo.image) == 0);
}

TEST_CASE("A BigTIFF of 16 bits is read and written as it is") {
  const Photo photo = read_case("big.tif");
  CHECK(photo.image.depth() == BitDepth::u16);
  CHECK(photo.warnings.empty());
  CHECK(largest_difference(written(photo, ImageFormat::tiff).image, photo.image) == 0);
}

TEST_CASE("A Lab picture becomes RGB and it is said") {
  const Photo photo = read_case("lab.tif");
  CHECK(photo.image.channels() == 3);
  CHECK(mentions(photo.warnings, "CIELab"));
}

TEST_CASE("An animation is refused by name or gives its first picture") {
  CHECK_THROWS_WITH(read_case("moving.webp"), ContainsSubstring("animated"));
  const Photo photo = read_case("moving.webp", {.first = true});
  CHECK(photo.image.width() == 96);
  CHECK(mentions(photo.warnings, "first picture"));
}

TEST_CASE("Photos of phones keep their format, depth and metadata") {
  if (!problem_of_writing(ImageFormat::heic).empty()) return;
  for (const auto* name :
       {"phone.heic", "turned.heic", "ten_bit.heic", "photo.avif", "photo.jxl"}) {
    CAPTURE(name);
    const Photo photo = read_case(name);
    if (!problem_of_writing(photo.format).empty()) continue;
    const Photo again = written(photo, photo.format);
    CHECK(again.image.width() == photo.image.width());
    CHECK(again.image.depth() == photo.image.depth());
    CHECK(again.metadata.exif == photo.metadata.exif);
    const int64_t unit = photo.image.depth() == BitDepth::u8 ? 1 : 257;
    CHECK(largest_difference(again.image, photo.image) <= 40 * unit);
  }
}
