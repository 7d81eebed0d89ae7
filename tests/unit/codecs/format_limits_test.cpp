// The table of limits says what the codecs do, and docs/formats.md says what the table does.
#include "lowlight/codecs/format_limits.h"

#include <functional>
#include <string>

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/icc_profiles.h"
#include "support/image_files.h"
#include "support/photo_files.h"

using namespace lowlight;
using namespace lowlight::codecs;
using namespace lowlight::imaging;
using namespace lowlight::test;

namespace {

constexpr ImageFormat kAllFormats[] = {ImageFormat::jpeg,
                                       ImageFormat::png,
                                       ImageFormat::tiff,
                                       ImageFormat::webp,
                                       ImageFormat::heic,
                                       ImageFormat::avif,
                                       ImageFormat::jxl};

/// Those that this build can write.
std::vector<ImageFormat> written_formats() {
  std::vector<ImageFormat> formats(std::begin(kAllFormats), std::end(kAllFormats));
  std::erase_if(formats, [](ImageFormat format) { return !problem_of_writing(format).empty(); });
  return formats;
}

Photo written_and_read(const Photo& photo, ImageFormat format) {
  return decode_photo(encode_photo(photo, {.format = format}), "photo");
}

/// A row of the table in docs/formats.md.
std::string row(const std::string& title,
                const std::function<std::string(const FormatLimits&)>& cell) {
  std::string line = "| " + title + " |";
  for (const auto format : kAllFormats) line += " " + cell(limits_of(format)) + " |";
  return line + "\n";
}

std::string row(const std::string& title, bool FormatLimits::*member) {
  return row(title, [member](const FormatLimits& limits) { return limits.*member ? "yes" : "no"; });
}

std::string several_pictures(const FormatLimits& limits) {
  switch (limits.several_pictures) {
    case SeveralPictures::impossible:
      return "no";
    case SeveralPictures::first_is_read:
      return "the first is read";
    case SeveralPictures::refused:
      break;
  }
  return "refused";
}

/// An animated WebP of no frames.
Bytes animated_webp() {
  Bytes file;
  append_text(file, {"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\0\0\0\0\0\0ANIM\0\0\0\0", 38});
  return file;
}

}  // namespace

TEST_CASE("A file holds the depth and the channels that its format's limits name") {
  const auto format = GENERATE(from_range(written_formats()));
  const FormatLimits limits = limits_of(format);
  CAPTURE(limits.name);
  const Photo deep = written_and_read(photo_of(synthetic_image(9, 7, 4, BitDepth::u16)), format);
  CHECK(deep.image.depth() == limits.deepest);
  CHECK(deep.image.channels() == (limits.alpha ? 4 : 3));
  const Photo grey = written_and_read(photo_of(synthetic_image(9, 7, 1)), format);
  CHECK(grey.image.channels() == (limits.grey ? 1 : 3));
}

TEST_CASE("A file holds the metadata that its format's limits name") {
  const auto format = GENERATE(from_range(written_formats()));
  const FormatLimits limits = limits_of(format);
  CAPTURE(limits.name);
  Photo photo = photo_of(synthetic_image(9, 7));
  photo.metadata.icc_profile = wide_profile(cmsBuildGamma(nullptr, 2.2));
  append_text(photo.metadata.exif,
              {"MM\0*\0\0\0\x08\0\x01\x01\x0f\0\x02\0\0\0\x02"
               "A\0\0\0\0\0\0\0",
               26});
  append_text(photo.metadata.xmp,
              "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
              "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/></x:xmpmeta>");
  photo.metadata.iptc = {0x1C, 2, 25, 0, 1, 'A'};
  const Photo read = written_and_read(photo, format);
  CHECK(read.metadata.icc_profile.empty() == !limits.icc_profile);
  CHECK(read.metadata.exif.empty() == !limits.exif);
  CHECK(read.metadata.xmp.empty() == !limits.xmp);
  CHECK(read.metadata.iptc.empty() == !limits.iptc);
}

TEST_CASE("Resolution and texts stand where the limits say or in EXIF data") {
  const auto format = GENERATE(from_range(written_formats()));
  const FormatLimits limits = limits_of(format);
  CAPTURE(limits.name);
  Photo photo = photo_of(synthetic_image(9, 7));
  photo.metadata.resolution = {{300, 240}};
  photo.metadata.texts = {{"Author", "A. Photographer"}};
  const Metadata read = written_and_read(photo, format).metadata;
  CHECK(read.resolution.has_value() == limits.resolution);
  CHECK(read.texts.empty() == !limits.texts);
  const bool needs_exif = !limits.resolution || !limits.texts;
  CHECK(read.exif.empty() == !needs_exif);
}

TEST_CASE("A side over the largest one is an error where that can be tried") {
  const auto format = GENERATE(ImageFormat::jpeg, ImageFormat::webp);
  const int64_t largest = limits_of(format).largest_side;
  const auto write = [&](int64_t side) {
    encode_photo(photo_of(Image(side, 1, 3, BitDepth::u8)), {.format = format});
  };
  CHECK_NOTHROW(write(largest));
  CHECK_THROWS_AS(write(largest + 1), ImageError);
}

TEST_CASE("Several pictures are met as the limits say") {
  const auto animated = png_file(2, 1, {5, 6}, {.chunks = {{"acTL", Bytes(8, 0)}}});
  REQUIRE(limits_of(ImageFormat::png).several_pictures == SeveralPictures::first_is_read);
  CHECK_THAT(decode_photo(animated, "a.png").warnings.at(0), ContainsSubstring("first picture"));
  REQUIRE(limits_of(ImageFormat::webp).several_pictures == SeveralPictures::refused);
  CHECK_THROWS_WITH(decode_photo(animated_webp(), "a.webp"), ContainsSubstring("animated"));
}

TEST_CASE("The table in docs/formats.md is the table of limits") {
  const auto bytes = read_file(std::string(LOWLIGHT_SOURCE_DIR) + "/docs/formats.md");
  const std::string page(bytes.begin(), bytes.end());
  const auto number = [](int64_t value) { return std::to_string(value); };
  const std::string table =
      row("a file can hold", [](const auto& limits) { return limits.name; }) +
      "|---|---|---|---|---|---|---|---|\n" +
      row("bits of a sample, at most",
          [&](const auto& limits) { return number(8 * bytes_per_sample(limits.deepest)); }) +
      row("grey", &FormatLimits::grey) + row("alpha", &FormatLimits::alpha) +
      row("colour profile", &FormatLimits::icc_profile) + row("EXIF", &FormatLimits::exif) +
      row("XMP", &FormatLimits::xmp) + row("IPTC", &FormatLimits::iptc) +
      row("resolution", &FormatLimits::resolution) + row("texts", &FormatLimits::texts) +
      row("preview in the EXIF data", &FormatLimits::preview) +
      row("gain maps and further pictures behind it", &FormatLimits::gain_maps) +
      row("videos behind it", &FormatLimits::videos) + row("several pictures", several_pictures) +
      row("pixels of a side, at most",
          [&](const auto& limits) { return number(limits.largest_side); });
  CAPTURE(table);
  CHECK(page.find(table) != std::string::npos);
}
