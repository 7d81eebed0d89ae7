#include "lowlight/metadata/edit.h"

#include "lowlight/metadata/tiff_directory.h"
#include "support/catch.h"

using namespace lowlight::metadata;

namespace {

constexpr uint32_t kXResolution = 282, kArtist = 315;

bool has_tag(const Metadata& metadata, uint32_t tag) {
  return !metadata.exif.empty() && read_tiff_directory(metadata.exif).find(tag) != nullptr;
}

}  // namespace

TEST_CASE("What has no place of its own becomes EXIF data") {
  const Metadata photo{.resolution = {{300, 300}}, .texts = {{"Author", "A"}, {"Mood", "b"}}};
  std::vector<std::string> warnings;
  const Metadata as_webp = fitted_metadata(
      photo, {.width = 2, .height = 1, .resolution = false, .texts = false}, warnings);
  CHECK(has_tag(as_webp, kXResolution));
  CHECK(has_tag(as_webp, kArtist));
  CHECK(as_webp.texts.empty());
  REQUIRE(warnings.size() == 1);
  CHECK_THAT(warnings[0], ContainsSubstring("Mood"));
}

TEST_CASE("What has a place of its own stays there") {
  const Metadata photo{.resolution = {{300, 300}}, .texts = {{"Author", "A"}}};
  std::vector<std::string> warnings;
  const Metadata as_png = fitted_metadata(photo, {.width = 2, .height = 1}, warnings);
  CHECK(as_png.exif.empty());
  CHECK((as_png.texts == photo.texts));
  CHECK((as_png.resolution == photo.resolution));
  const Metadata as_jpeg =
      fitted_metadata({.texts = {{kComment, "c"}}}, {.texts = false, .comment = true}, warnings);
  CHECK(as_jpeg.texts.size() == 1);
  CHECK(warnings.empty());
}

TEST_CASE("Stripped metadata leave the colours alone") {
  const Metadata photo{.icc_profile = {1},
                       .exif = {2},
                       .resolution = {{300, 300}},
                       .texts = {{"Author", "A"}},
                       .numbers = {{.gamma = 45455}}};
  std::vector<std::string> warnings;
  const Metadata bare = fitted_metadata(photo, {.policy = MetadataPolicy::strip}, warnings);
  CHECK(bare.icc_profile == photo.icc_profile);
  CHECK((bare.numbers == photo.numbers));
  CHECK(bare.exif.empty());
  CHECK(bare.texts.empty());
  CHECK_FALSE(bare.resolution);
}

TEST_CASE("A raw file that is none has no metadata") {
  CHECK(metadata_of_raw(std::vector<uint8_t>{1, 2, 3}).exif.empty());
}
