#include "lowlight/metadata/tiff_directory.h"

#include <algorithm>
#include <span>

#include "support/catch.h"
#include "support/image_files.h"
#include "support/synthetic_image.h"

using namespace lowlight::metadata;
using namespace lowlight::test;
using lowlight::MemoryFile;

namespace {

/// A big-endian structure of one directory, whose entries `fill` writes.
template <class Fill>
Bytes structure_of(int entries, const Fill& fill, uint32_t next = 0) {
  Bytes bytes;
  append_text(bytes, {"MM\0*\0\0\0\x08", 8});
  append_big(bytes, uint64_t(entries), 2);
  fill(bytes);
  append_big(bytes, next, 4);
  return bytes;
}

constexpr uint32_t kMake = 271, kModel = 272;

/// EXIF data with the maker "Acme", whose five bytes follow the directory.
Bytes acme_exif() {
  Bytes exif = structure_of(2, [](Bytes& out) {
    append_tiff_entry(out, int(kMake), 2, 5, 38);
    append_tiff_entry(out, int(tiff_tag::orientation), 3, 1, 6);
  });
  append_text(exif, {"Acme\0", 5});
  return exif;
}

}  // namespace

TEST_CASE("A directory tells its entries in both byte orders") {
  const Bytes exif = acme_exif();
  const TiffDirectory big = read_tiff_directory(exif);
  CHECK(big.entries.size() == 2);
  CHECK(big.whole);
  CHECK(big.next == 0);
  CHECK(big.number(tiff_tag::orientation) == 6);
  Bytes little;
  append_text(little, {"II*\0\x08\0\0\0\x01\0\x00\x01\x04\0\x01\0\0\0\x39\x30\0\0\x08\0\0\0", 26});
  const TiffDirectory other = read_tiff_directory(little);
  CHECK(other.number(tiff_tag::width) == 12345);
  CHECK(other.next == 8);
}

TEST_CASE("Only a single SHORT or LONG is a number") {
  const Bytes bytes = structure_of(3, [](Bytes& out) {
    append_tiff_entry(out, int(tiff_tag::width), 3, 2, 0);
    append_tiff_entry(out, int(tiff_tag::height), 2, 1, 7);
    append_tiff_entry(out, int(tiff_tag::orientation), 4, 1, 7);
  });
  const TiffDirectory directory = read_tiff_directory(bytes);
  CHECK_FALSE(directory.number(tiff_tag::width));
  CHECK_FALSE(directory.number(tiff_tag::height));
  CHECK(directory.number(tiff_tag::orientation) == 7);
  CHECK_FALSE(directory.number(kMake));
  CHECK(directory.find(kMake) == nullptr);
}

TEST_CASE("A short value lies in its entry and a long one where that points to") {
  const Bytes exif = acme_exif();
  const TiffDirectory directory = read_tiff_directory(exif);
  const TiffEntry& maker = *directory.find(kMake);
  CHECK(size_of_value(maker) == 5);
  CHECK(directory.offset_of_value(maker) == 38);
  const TiffEntry& orientation = *directory.find(tiff_tag::orientation);
  CHECK(size_of_value(orientation) == 2);
  CHECK(directory.offset_of_value(orientation) == orientation.offset);
  CHECK(size_of_value({.type = 12, .count = 3}) == 24);
  CHECK(size_of_value({.type = 99, .count = 3}) == 3);
  CHECK(size_of_value({.type = 5, .count = 0xFFFFFFFF}) == 8 * uint64_t(0xFFFFFFFF));
}

TEST_CASE("A directory that breaks off has the entries that are there") {
  const Bytes exif = acme_exif();
  for (size_t size = 10; size < exif.size(); ++size) {
    CAPTURE(size);
    const auto directory = read_tiff_directory(std::span(exif).first(size));
    CHECK(directory.entries.size() == std::min<size_t>((size - 10) / 12, 2));
    CHECK(directory.whole == (size >= 34));
  }
  for (size_t size = 0; size < 10; ++size) {
    CHECK_THROWS_AS(read_tiff_directory(std::span(exif).first(size)), OutOfData);
  }
}

TEST_CASE("A directory may be read from its own bytes alone") {
  const Bytes exif = acme_exif();
  const TiffHead head = read_tiff_head(std::span(exif).first(8));
  const ByteReader part{std::span(exif).subspan(8, 26), head.endian, head.directory};
  const TiffDirectory directory = read_tiff_directory(part, head.directory);
  CHECK(directory.whole);
  CHECK(directory.offset_of_value(*directory.find(kMake)) == 38);
  CHECK_THROWS_AS(part.u8(7), OutOfData);
  CHECK_THROWS_AS(part.u8(34), OutOfData);
  CHECK_THROWS_AS(read_tiff_head(std::span(exif).subspan(1, 8)), OutOfData);
}

TEST_CASE("An orientation is taken once in either type and byte order") {
  Bytes exif = acme_exif();
  CHECK(take_orientation(exif) == 6);
  CHECK(take_orientation(exif) == 1);
  CHECK(read_tiff_directory(exif).number(tiff_tag::orientation) == 1);
  Bytes wide = structure_of(
      1, [](Bytes& out) { append_tiff_entry(out, int(tiff_tag::orientation), 4, 1, 8); });
  CHECK(take_orientation(wide) == 8);
  CHECK(read_tiff_directory(wide).number(tiff_tag::orientation) == 1);
  Bytes little;
  append_text(little, {"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x05\0\0\0\0\0\0\0", 26});
  CHECK(take_orientation(little) == 5);
  CHECK(take_orientation(little) == 1);
}

TEST_CASE("What names no orientation from 1 to 8 is upright and stays as it is") {
  for (const int orientation : {0, 9, 65535}) {
    Bytes exif = exif_with_orientation(orientation);
    CHECK(take_orientation(exif) == 1);
    CHECK(exif == exif_with_orientation(orientation));
  }
  Bytes nonsense = {1, 2, 3};
  CHECK(take_orientation(nonsense) == 1);
  CHECK(take_orientation({}) == 1);
}

TEST_CASE("A picture that was appended to EXIF data takes them over") {
  MemoryFile file;
  file.bytes = acme_exif();
  const auto picture = uint32_t(file.bytes.size());
  append_big(file.bytes, 2, 2);
  append_tiff_entry(file.bytes, int(tiff_tag::width), 4, 1, 20);
  append_tiff_entry(file.bytes, int(tiff_tag::orientation), 3, 1, 1);
  append_big(file.bytes, 0, 4);
  for (size_t i = 0; i < 4; ++i) file.bytes[34 + i] = uint8_t(picture >> 8 * (3 - i));
  join_tiff_directories(file);
  const TiffDirectory joined = read_tiff_directory(file.bytes);
  CHECK(joined.next == 0);
  CHECK(joined.number(tiff_tag::width) == 20);
  CHECK(joined.number(tiff_tag::orientation) == 1);  // the picture's, not that of the EXIF data
  REQUIRE(joined.find(kMake));
  CHECK(joined.offset_of_value(*joined.find(kMake)) == 38);
  CHECK(std::ranges::is_sorted(joined.entries, {}, &TiffEntry::tag));
  CHECK_FALSE(joined.find(kModel));
}

TEST_CASE("Directories in a circle and broken ones cannot be joined") {
  const Bytes exif = acme_exif();
  CHECK(can_be_joined(exif));
  CHECK_FALSE(can_be_joined(std::span(exif).first(33)));
  CHECK_FALSE(can_be_joined({}));
  const auto circle = structure_of(
      0, [](Bytes&) {}, 8);
  CHECK_FALSE(can_be_joined(circle));
  MemoryFile file;
  file.bytes = circle;
  CHECK_THROWS_AS(join_tiff_directories(file), OutOfData);
}
