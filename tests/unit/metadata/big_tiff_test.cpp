#include <vector>

#include "lowlight/metadata/edit.h"
#include "lowlight/metadata/tiff_directory.h"
#include "support/catch.h"

using namespace lowlight::metadata;

namespace {

using Octets = std::vector<uint8_t>;

void put_little(Octets& out, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(uint8_t(value >> 8 * i));
}

void put_entry(Octets& out, int tag, int type, uint64_t count, uint64_t value) {
  put_little(out, uint64_t(tag), 2);
  put_little(out, uint64_t(type), 2);
  put_little(out, count, 8);
  put_little(out, value, 8);
}

/// Width, a maker of nine letters, and EXIF data with an ISO value.
Octets big_tiff() {
  constexpr uint64_t kExif = 16 + 8 + 3 * 20 + 8, kMaker = kExif + 8 + 20 + 8;
  Octets file = {'I', 'I', 43, 0, 8, 0, 0, 0};
  put_little(file, 16, 8);
  put_little(file, 3, 8);
  put_entry(file, 256, 16, 1, 77);
  put_entry(file, 271, 2, 9, kMaker);
  put_entry(file, int(tiff_tag::exif), 18, 1, kExif);
  put_little(file, 0, 8);
  put_little(file, 1, 8);
  put_entry(file, 34855, 3, 1, 800);
  put_little(file, 0, 8);
  for (const char letter : {'A', 'c', 'm', 'e', ' ', 'B', 'i', 'g', '\0'}) {
    file.push_back(uint8_t(letter));
  }
  return file;
}

}  // namespace

TEST_CASE("The directory of a BigTIFF is read") {
  const Octets file = big_tiff();
  const auto directory = read_tiff_directory(file);
  CHECK(directory.big);
  CHECK(directory.whole);
  CHECK(directory.number(tiff_tag::width) == 77);
}

TEST_CASE("The EXIF data of a BigTIFF become an ordinary structure") {
  const auto exif = exif_of_big_tiff(read_tiff_directory(big_tiff()));
  const auto directory = read_tiff_directory(exif);
  CHECK_FALSE(directory.big);
  CHECK_FALSE(directory.find(tiff_tag::width));
  const auto* maker = directory.find(271);
  REQUIRE(maker);
  CHECK(exif[directory.offset_of_value(*maker)] == 'A');
  const auto below = read_tiff_directory(directory.reader, *directory.number(tiff_tag::exif));
  CHECK(below.number(34855) == 800);
}

TEST_CASE("A BigTIFF that is cut or lies is no crash") {
  Octets file = big_tiff();
  for (size_t size = 0; size < file.size(); ++size) {
    try {
      exif_of_big_tiff(read_tiff_directory(std::span(file).first(size)));
    } catch (const OutOfData&) {
    }
  }
  for (size_t at = 16; at < file.size(); ++at) {
    Octets lie = file;
    lie[at] = 0xFF;
    try {
      exif_of_big_tiff(read_tiff_directory(lie));
    } catch (const OutOfData&) {
    }
  }
  SUCCEED();
}
