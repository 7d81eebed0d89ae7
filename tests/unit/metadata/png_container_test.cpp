#include "lowlight/metadata/png_container.h"

#include <zlib.h>

#include <algorithm>
#include <string_view>

#include "lowlight/metadata/byte_reader.h"
#include "lowlight/metadata/refused_file.h"
#include "support/catch.h"
#include "support/image_files.h"

using namespace lowlight::metadata;
using namespace lowlight::metadata;
using namespace lowlight::test;

namespace {

using Chunks = std::vector<PngFileOptions::Chunk>;

Bytes deflated(const Bytes& data) {
  uLongf size = compressBound(uLong(data.size()));
  Bytes result(size);
  compress(result.data(), &size, data.data(), uLong(data.size()));
  result.resize(size);
  return result;
}

Bytes chunk_data(std::string_view head, const Bytes& rest) {
  Bytes data(head.begin(), head.end());
  data.insert(data.end(), rest.begin(), rest.end());
  return data;
}

/// What a PNG with these chunks tells.
struct Told {
  explicit Told(const Chunks& chunks)
      : metadata(read_png_metadata(png_file(2, 1, {5, 6}, {.chunks = chunks}), warnings)) {}

  std::vector<std::string> warnings;
  Metadata metadata;
};

/// A profile as ImageMagick writes it into a text: lines of digits.
Bytes raw_profile_text(std::string_view kind, const Bytes& data) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text = "\n" + std::string(kind) + "\n" + std::to_string(data.size()) + "\n";
  for (const uint8_t byte : data) text.append({digits[byte >> 4], digits[byte & 15]});
  text += '\n';
  return {text.begin(), text.end()};
}

}  // namespace

TEST_CASE("Metadata come back from the chunks they are written to") {
  const Metadata metadata{
      .icc_profile = Bytes(300, 9), .exif = {'I', 'I', 1}, .xmp = {'<', '/'}, .iptc = Bytes(99, 5)};
  Chunks chunks;
  std::vector<std::string> warnings;
  const auto written = png_metadata(metadata, warnings);
  CHECK(written.size() == 4);
  for (const PngChunk& chunk : written) chunks.push_back({chunk.type, chunk.data});
  const Told told(chunks);
  CHECK(told.metadata.icc_profile == metadata.icc_profile);
  CHECK(told.metadata.exif == metadata.exif);
  CHECK(told.metadata.xmp == metadata.xmp);
  CHECK(told.metadata.iptc == metadata.iptc);
  CHECK(told.warnings.empty());
  CHECK(png_metadata({}, warnings).empty());
}

TEST_CASE("Metadata after the pixels are found") {
  Bytes file = png_file(2, 1, {5, 6});
  const Bytes end(file.end() - 12, file.end());
  file.resize(file.size() - end.size());
  append_png_chunk(file, "eXIf", {'I', 'I', 7});
  file.insert(file.end(), end.begin(), end.end());
  std::vector<std::string> warnings;
  CHECK(read_png_metadata(file, warnings).exif == Bytes{'I', 'I', 7});
}

TEST_CASE("XMP data may be packed and follow a language and a translated name") {
  const Bytes packet = {'<', 'x', '>'};
  const auto plain = chunk_data({"XML:com.adobe.xmp\0\0\0de\0Titel\0", 29}, packet);
  CHECK(Told({{"iTXt", plain}}).metadata.xmp == packet);
  const auto packed = chunk_data({"XML:com.adobe.xmp\0\1\0\0\0", 22}, deflated(packet));
  CHECK(Told({{"iTXt", packed}}).metadata.xmp == packet);
  const Told other({{"iTXt", chunk_data({"Comment\0\0\0\0\0", 12}, packet)}});
  CHECK(other.metadata.xmp.empty());
  CHECK(other.warnings.empty());
}

TEST_CASE("XMP data that break off or do not unpack are left out with a warning") {
  for (const Bytes& chunk : {chunk_data({"XML:com.adobe.xmp\0\0\0de", 22}, {}),
                             chunk_data({"XML:com.adobe.xmp\0", 18}, {}),
                             chunk_data({"XML:com.adobe.xmp\0\1\0\0\0", 22}, {1, 2, 3})}) {
    const Told told({{"iTXt", chunk}});
    CHECK(told.metadata.xmp.empty());
    REQUIRE(told.warnings.size() == 1);
    CHECK_THAT(told.warnings[0], ContainsSubstring("XMP"));
  }
}

TEST_CASE("EXIF data that ImageMagick put into a PNG are found") {
  const Bytes exif = exif_with_orientation(6);
  const Bytes text = raw_profile_text("exif", chunk_data({"Exif\0\0", 6}, exif));
  const auto chunk = chunk_data({"Raw profile type exif\0\0", 23}, deflated(text));
  CHECK(Told({{"zTXt", chunk}}).metadata.exif == exif);
  // A chunk of their own is the better one.
  CHECK(Told({{"eXIf", {'I', 'I'}}, {"zTXt", chunk}}).metadata.exif == Bytes{'I', 'I'});
}

TEST_CASE("IPTC data that are damaged are left out with a warning") {
  const Bytes text = raw_profile_text("iptc", {'8', 'B', 'I', 'M', 4, 4, 0, 0, 0, 0, 9, 9, 1});
  const Told told({{"zTXt", chunk_data({"Raw profile type iptc\0\0", 23}, deflated(text))}});
  CHECK(told.metadata.iptc.empty());
  REQUIRE(told.warnings.size() == 1);
  CHECK_THAT(told.warnings[0], ContainsSubstring("IPTC"));
}

TEST_CASE("A profile that unpacks without end is left out with a warning") {
  const auto bomb = chunk_data({"ICC Profile\0\0", 13}, deflated(Bytes(40 << 20, 0)));
  const Told told({{"iCCP", bomb}});
  CHECK(told.metadata.icc_profile.empty());
  REQUIRE(told.warnings.size() == 1);
  CHECK_THAT(told.warnings[0], ContainsSubstring("profile"));
}

TEST_CASE("A damaged block of metadata is left out and a damaged one of pixels refuses the file") {
  const auto read = [](std::string_view type) {
    Bytes file = png_file(2, 1, {5, 6}, {.chunks = {{type, {0, 9}}}});
    file[33 + 12] ^= 1;  // the first byte of the block that follows the header
    std::vector<std::string> warnings;
    const Metadata metadata = read_png_metadata(file, warnings);
    CHECK(metadata.exif.empty());
    return warnings.size();
  };
  CHECK(read("eXIf") == 1);
  CHECK_THROWS_AS(read("tRNS"), RefusedFile);
  CHECK_THROWS_AS(read("PLTE"), RefusedFile);
}

TEST_CASE("A PNG that is cut anywhere is told from a whole one") {
  const Bytes file = png_file(2, 1, {5, 6}, {.chunks = {{"eXIf", {1, 2, 3}}}});
  std::vector<std::string> warnings;
  CHECK_NOTHROW(read_png_metadata(file, warnings));
  for (size_t size = 0; size < file.size(); ++size) {
    CHECK_THROWS_AS(read_png_metadata(std::span(file).first(size), warnings), OutOfData);
  }
}

TEST_CASE("An animation gives a warning") {
  const Told told({{"acTL", Bytes(8, 0)}});
  REQUIRE(told.warnings.size() == 1);
  CHECK_THAT(told.warnings[0], ContainsSubstring("first picture"));
}
