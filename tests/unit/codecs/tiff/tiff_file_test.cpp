#include "codecs/tiff/tiff_file.h"

#include <stdexcept>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/libtiff_file.h"

using namespace lowlight::codecs;
using namespace lowlight::test;

namespace {

constexpr int64_t kMegabyte = 1 << 20;

/// Sets what libtiff needs to write a row of four grey pixels.
void set_row(TIFF* tiff) {
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, 4);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, 1);
  set_samples(tiff, 1, 8, PHOTOMETRIC_MINISBLACK);
}

struct BrokenFile : lowlight::ByteFile {
  void write(uint64_t, std::span<const uint8_t>) override { throw std::length_error("full"); }
  void read(uint64_t, std::span<uint8_t>) const override {}
  uint64_t size() const override { return 0; }
  std::span<const uint8_t> view() override { return {}; }
};

}  // namespace

TEST_CASE("Tags are told with their defaults") {
  const Bytes bytes = row_tiff(2, 1, 8, PHOTOMETRIC_MINISBLACK, {1, 2});
  const TiffFile file(bytes, kMegabyte, "a.tif");
  CHECK(file.get<uint32_t>(TIFFTAG_IMAGEWIDTH) == 2);
  CHECK(file.get<uint16_t>(TIFFTAG_ORIENTATION) == ORIENTATION_TOPLEFT);
  CHECK(file.get<uint32_t>(TIFFTAG_TILEWIDTH, 77) == 77);
  CHECK(file.complaint().empty());
}

TEST_CASE("What is no TIFF is an error with the file's name") {
  const Bytes bytes = {'I', 'I', 42, 0, 1, 0, 0, 0};
  CHECK_THROWS_WITH(TiffFile(bytes, kMegabyte, "some.tif"), ContainsSubstring("some.tif"));
  CHECK_THROWS_AS(TiffFile({}, kMegabyte, "some.tif"), lowlight::ImageError);
}

TEST_CASE("A file for which libtiff needs a block over the limit is refused") {
  const Bytes bytes = row_tiff(2, 1, 8, PHOTOMETRIC_MINISBLACK, {1, 2});
  CHECK_THROWS_WITH(TiffFile(bytes, 1000, "a.tif"), ContainsSubstring("limit"));
}

TEST_CASE("What is written can be read") {
  lowlight::MemoryFile memory;
  TiffFile writer(memory);
  set_row(writer.handle());
  Bytes row = {1, 2, 3, 4};
  CHECK(TIFFWriteScanline(writer.handle(), row.data(), 0) == 1);
  writer.close();
  const TiffFile reader(memory.bytes, kMegabyte, "a.tif");
  Bytes again(4);
  CHECK(TIFFReadScanline(reader.handle(), again.data(), 0) == 1);
  CHECK(again == row);
}

TEST_CASE("What the file throws while libtiff writes comes out again") {
  BrokenFile broken;
  CHECK_THROWS_AS(
      [&] {
        TiffFile writer(broken);
        set_row(writer.handle());
        writer.close();
      }(),
      std::length_error);
}
