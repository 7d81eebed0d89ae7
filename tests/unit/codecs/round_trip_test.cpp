// What becomes of each part of a photo that is written and read again, format by format: the table
// in docs/formats.md is what is found here.
#include <algorithm>
#include <string>

#include "lowlight/codecs/format_limits.h"
#include "lowlight/core/atomic_file.h"
#include "lowlight/metadata/container.h"
#include "support/catch.h"
#include "support/icc_profiles.h"
#include "support/image_files.h"
#include "support/photo_files.h"

using namespace lowlight;
using namespace lowlight::codecs;
using namespace lowlight::imaging;
using namespace lowlight::metadata;
using namespace lowlight::test;

namespace {

/// A photo and what it became.
struct Trip {
  Photo before, after;
  std::vector<std::string> warnings;
};

Photo plain(int64_t channels = 3, BitDepth depth = BitDepth::u8) {
  Photo photo = photo_of(synthetic_image(40, 24, channels, depth));
  photo.lossless = true;
  photo.chroma_sampling = ChromaSampling::full_444;
  return photo;
}

Trip through(Photo photo, ImageFormat format) {
  photo.format = format;
  Trip trip;
  const auto file = encode_photo(photo, {.format = format, .quality = 100}, &trip.warnings);
  trip.before = std::move(photo);
  trip.after = decode_photo(file, "photo");
  return trip;
}

bool contains(const Bytes& bytes, std::string_view text) {
  return std::search(bytes.begin(), bytes.end(), text.begin(), text.end()) != bytes.end();
}

std::string pixels_of(const Trip& trip) {
  const auto &before = trip.before.image, &after = trip.after.image;
  if (after.channels() != before.channels()) return after.channels() == 3 ? "as RGB" : "lost";
  if (after.depth() != before.depth()) return "8 bits";
  const auto worst = largest_difference(before, after);
  if (worst == 0) return "exact";
  const bool deep = after.depth() == BitDepth::u16;
  if (worst > (deep ? 8 * 257 : 8)) return "lost";
  return deep ? std::to_string(trip.after.bits) + " bits" : "close";
}

std::string alpha_of(const Trip& trip) {
  if (trip.after.image.channels() == 3) return "on white";
  const auto before = trip.before.image.bytes(), after = trip.after.image.bytes();
  for (size_t i = 3; i < before.size(); i += 4) {
    if (before[i] != after[i]) return "close";
  }
  return "exact";
}

std::string kept_or(bool kept, bool elsewhere, const char* where) {
  return kept ? "kept" : elsewhere ? where : "lost";
}

std::string block_of(ImageFormat format, Bytes Metadata::*block, const Bytes& content) {
  Photo photo = plain();
  photo.metadata.*block = content;
  const Trip trip = through(std::move(photo), format);
  const auto& after = trip.after.metadata;
  const bool kept = after.*block == content || contains(after.*block, "by night");
  return kept_or(kept, contains(after.xmp, "by night"), "as XMP");
}

std::string resolution_of(ImageFormat format) {
  Photo photo = plain();
  photo.metadata.resolution = {{300, 240}};
  Photo after = through(std::move(photo), format).after;
  const bool own = after.metadata.resolution.has_value();
  const auto found = through(std::move(after), ImageFormat::png).after.metadata.resolution;
  const bool same = found && std::abs(found->x - 300) < 0.1 && std::abs(found->y - 240) < 0.1;
  return kept_or(same && own, same, "as EXIF");
}

std::string text_of(ImageFormat format, const std::string& keyword) {
  Photo photo = plain();
  photo.metadata.texts = {{keyword, "by night"}};
  const Trip trip = through(std::move(photo), format);
  const auto &before = trip.before.metadata, &after = trip.after.metadata;
  return kept_or(after.texts == before.texts, contains(after.exif, "by night"), "as EXIF");
}

/// What stands behind the photo is there again, byte for byte, or its loss is said.
std::string attachment_of(ImageFormat format, Photo photo) {
  const Trip trip = through(std::move(photo), format);
  const auto &before = trip.before.attachments, &after = trip.after.attachments;
  const bool same = after.size() == 1 && after[0].kind == before.at(0).kind &&
                    after[0].bytes == before.at(0).bytes;
  const bool said = std::ranges::any_of(trip.warnings, [](const std::string& warning) {
    return warning.find("was left out") != std::string::npos;
  });
  return kept_or(same, after.empty() && said, "left out");
}

std::string gain_map_of(ImageFormat format) {
  const auto file = read_file(LOWLIGHT_TEST_DATA "/cases/gain_map.jpg");
  return attachment_of(format, decode_photo(file, "gain_map.jpg"));
}

std::string video_of(ImageFormat format) {
  Photo photo = plain();
  photo.attachments = {{.semantic = "MotionPhoto"}};
  append_big(photo.attachments[0].bytes, 12, 4);
  append_text(photo.attachments[0].bytes, "mpvdMOVE");
  return attachment_of(format, std::move(photo));
}

/// EXIF data with a camera's maker.
Bytes exif_of_maker() {
  Bytes exif;
  append_text(exif, {"MM\0*\0\0\0\x08\0\x01", 10});
  append_tiff_entry(exif, 271, 2, 9, 26);
  append_big(exif, 0, 4);
  append_text(exif, {"by night\0", 9});
  return exif;
}

Bytes xmp_packet() {
  Bytes packet;
  append_text(packet,
              "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/"
              "22-rdf-syntax-ns#'><rdf:Description rdf:about='' xmlns:xmp='http://ns.adobe.com/"
              "xap/1.0/' xmp:Label='kept'/></rdf:RDF></x:xmpmeta>");
  return packet;
}

/// Record 2, data set 25: a keyword.
Bytes iptc_keyword() {
  Bytes iptc = {0x1C, 2, 25, 0, 8};
  append_text(iptc, "by night");
  return iptc;
}

/// The format's row of the table.
std::string row_of(ImageFormat format) {
  const std::string cells[] = {pixels_of(through(plain(), format)),
                               pixels_of(through(plain(3, BitDepth::u16), format)),
                               pixels_of(through(plain(1), format)),
                               alpha_of(through(plain(4), format)),
                               block_of(format, &Metadata::icc_profile, wide_profile(srgb_curve())),
                               block_of(format, &Metadata::exif, exif_of_maker()),
                               block_of(format, &Metadata::xmp, xmp_packet()),
                               block_of(format, &Metadata::iptc, iptc_keyword()),
                               resolution_of(format),
                               text_of(format, kComment),
                               text_of(format, "Author"),
                               gain_map_of(format),
                               video_of(format)};
  std::string row = std::string("| ") + limits_of(format).name + " |";
  for (const auto& cell : cells) row += " " + cell + " |";
  return row + "\n";
}

constexpr ImageFormat kWrittenFormats[] = {ImageFormat::jpeg,
                                           ImageFormat::png,
                                           ImageFormat::tiff,
                                           ImageFormat::webp,
                                           ImageFormat::heic,
                                           ImageFormat::avif,
                                           ImageFormat::jxl};

}  // namespace

TEST_CASE("XMP data of a fifth of a megabyte come back from every format") {
  for (const auto format : kWrittenFormats) {
    if (!problem_of_writing(format).empty()) continue;
    CAPTURE(limits_of(format).name);
    const std::string text(200'000, 'x');
    Photo photo = plain();
    append_text(photo.metadata.xmp,
                "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/"
                "02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/"
                "elements/1.1/' dc:format='image/x'><dc:source>" +
                    text + "</dc:source></rdf:Description></rdf:RDF></x:xmpmeta>");
    const Trip trip = through(std::move(photo), format);
    CHECK(trip.warnings.empty());
    CHECK(trip.after.warnings.empty());
    CHECK(xmp_values(trip.after.metadata.xmp, "dc:source") == std::vector<std::string>{text});
    CHECK(xmp_values(trip.after.metadata.xmp, "dc:format").size() == 1);
  }
}

TEST_CASE("What comes back from each format is what the page of formats says") {
  const auto bytes = read_file(LOWLIGHT_SOURCE_DIR "/docs/formats.md");
  const std::string page(bytes.begin(), bytes.end());
  const std::string header =
      "| written and read again | 8 bits | 16 bits | grey | alpha | profile | EXIF | XMP | IPTC "
      "| resolution | comment | author | gain map | video |\n";
  CHECK_THAT(page, ContainsSubstring(header));
  for (const auto format : kWrittenFormats) {
    if (!problem_of_writing(format).empty()) continue;
    const auto row = row_of(format);
    CAPTURE(row);
    CHECK(page.find(row) != std::string::npos);
  }
}
