#include "codecs/heif/heif_codec.h"

#include "lowlight/core/atomic_file.h"
#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/image_files.h"

using namespace lowlight;
using namespace lowlight::codecs;
using namespace lowlight::test;

namespace {

Bytes case_file(const std::string& name) { return read_file(LOWLIGHT_TEST_DATA "/cases/" + name); }

}  // namespace

TEST_CASE("HEIC and AVIF are read with their depth and metadata") {
  if (!problem_of_reading(ImageFormat::heic).empty()) return;
  const Photo phone = decode_photo(case_file("phone.heic"), "phone.heic");
  CHECK(phone.format == ImageFormat::heic);
  CHECK(phone.image.width() == 96);
  CHECK(phone.image.height() == 64);
  CHECK_FALSE(phone.metadata.exif.empty());
  const Photo deep = decode_photo(case_file("ten_bit.heic"), "ten_bit.heic");
  CHECK(deep.image.depth() == imaging::BitDepth::u16);
  CHECK(deep.bits == 10);
  CHECK(decode_photo(case_file("photo.avif"), "photo.avif").format == ImageFormat::avif);
}

TEST_CASE("The properties of a HEIC turn it and EXIF data do not turn it again") {
  if (!problem_of_reading(ImageFormat::heic).empty()) return;
  const Photo photo = decode_photo(case_file("turned.heic"), "turned.heic");
  const auto reader = open_photo(case_file("turned.heic"), "turned.heic");
  CHECK(reader->orientation == 1);
  CHECK(photo.turned_by == 1);
}

TEST_CASE("A HEIC or AVIF that is cut anywhere is an error") {
  const auto* name = GENERATE("phone.heic", "photo.avif", "ten_bit.heic");
  if (!problem_of_reading(ImageFormat::heic).empty()) return;
  const Bytes file = case_file(name);
  for (size_t size = 0; size < file.size(); size += 64) {
    CAPTURE(name, size);
    CHECK_THROWS_AS(decode_photo(std::span(file).first(size), name), ImageError);
  }
}

TEST_CASE("Of several pictures of a HEIC the primary one is read and it is said") {
  if (!problem_of_reading(ImageFormat::heic).empty()) return;
  Bytes file = case_file("gain_map.heic");
  const std::string_view kind = "auxl";
  const auto at = std::search(file.begin() + 600, file.end(), kind.begin(), kind.end());
  REQUIRE(at != file.end());
  *at = 'x';  // so the second picture is nobody's auxiliary one
  const Photo photo = decode_photo(file, "two.heic");
  CHECK(photo.image.width() == 64);
  REQUIRE(photo.warnings.size() == 1);
  CHECK_THAT(photo.warnings[0], ContainsSubstring("first of 2 pictures"));
}

TEST_CASE("A HEIC whose pictures are made of one another is refused") {
  const auto* name = GENERATE("loop_iden.heic", "loop_two.heic");
  if (!problem_of_reading(ImageFormat::heic).empty()) return;
  const auto file = read_file(std::string(LOWLIGHT_TEST_DATA "/fuzz/seeds/containers/") + name);
  CHECK_THROWS_WITH(decode_photo(file, name), ContainsSubstring("without an end"));
}

TEST_CASE("A HEIC with a byte that lies is read or refused") {
  if (!problem_of_reading(ImageFormat::heic).empty()) return;
  const Bytes file = case_file("phone.heic");
  for (size_t at = 8; at < std::min<size_t>(file.size(), 700); at += 3) {
    Bytes lie = file;
    lie[at] ^= 0xFF;
    try {
      decode_photo(lie, "lie.heic");
    } catch (const ImageError&) {
    }
  }
  SUCCEED();
}
