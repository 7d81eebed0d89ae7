#include "codecs/tiff/tiff_layout.h"

#include "lowlight/codecs/image_io.h"
#include "support/catch.h"
#include "support/libtiff_file.h"

using namespace lowlight::codecs;
using namespace lowlight::imaging;
using namespace lowlight::test;

namespace {

/// A file together with how it keeps its picture.
struct Kept {
  explicit Kept(Bytes given)
      : bytes(std::move(given)),
        file(bytes, 1 << 20, "a.tif"),
        layout(read_tiff_layout(file)),
        problem(problem_of(layout, file)) {}

  Bytes bytes;
  TiffFile file;
  TiffLayout layout;
  std::string problem;
};

/// A grey picture in one tile.
Bytes tile_tiff(uint32_t width, uint32_t height, uint32_t tile_width, uint32_t tile_height) {
  return libtiff_file(width, height, [&](TIFF* tiff) {
    set_samples(tiff, 1, 8, PHOTOMETRIC_MINISBLACK);
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, tile_width);
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, tile_height);
    Bytes tile(size_t(tile_width) * tile_height, 0);
    TIFFWriteTile(tiff, tile.data(), 0, 0, 0, 0);
  });
}

}  // namespace

TEST_CASE("Plain rows are kept as an image is") {
  const Kept grey(row_tiff(2, 1, 8, PHOTOMETRIC_MINISBLACK, {1, 2}));
  CHECK(grey.problem.empty());
  CHECK(grey.layout.is_image());
  CHECK(grey.layout.channels() == 1);
  CHECK(grey.layout.part_stride() == 2);
  const Kept deep(row_tiff(1, 3, 16, PHOTOMETRIC_RGB, Bytes(6, 0)));
  CHECK(deep.layout.is_image());
  CHECK(deep.layout.depth() == BitDepth::u16);
  CHECK(deep.layout.channels() == 3);
}

TEST_CASE("What has to be unpacked is not kept as an image is") {
  const Kept bits(row_tiff(9, 1, 1, PHOTOMETRIC_MINISBLACK, {1, 2}));
  CHECK(bits.problem.empty());
  CHECK_FALSE(bits.layout.is_image());
  CHECK(bits.layout.part_stride() == 2);
  CHECK_FALSE(Kept(row_tiff(2, 1, 8, PHOTOMETRIC_MINISWHITE, {1, 2})).layout.is_image());
  const Kept inks(row_tiff(1, 4, 8, PHOTOMETRIC_SEPARATED, Bytes(4, 0)));
  CHECK(inks.problem.empty());
  CHECK(inks.layout.colours == 4);
  CHECK(inks.layout.channels() == 3);
}

TEST_CASE("An extra sample is alpha, straight where nothing is said") {
  const auto with_alpha = [](int kind) {
    return Kept(libtiff_file(1, 1, [kind](TIFF* tiff) {
      set_samples(tiff, 4, 8, PHOTOMETRIC_RGB);
      const auto extra = uint16_t(kind);
      if (kind >= 0) TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &extra);
      Bytes row(4, 0);
      TIFFWriteScanline(tiff, row.data(), 0);
    }));
  };
  CHECK(with_alpha(-1).layout.alpha == TiffAlpha::straight);
  CHECK(with_alpha(EXTRASAMPLE_UNASSALPHA).layout.alpha == TiffAlpha::straight);
  const Kept multiplied = with_alpha(EXTRASAMPLE_ASSOCALPHA);
  CHECK(multiplied.layout.alpha == TiffAlpha::premultiplied);
  CHECK(multiplied.layout.channels() == 4);
}

TEST_CASE("Tiles and planes are told apart from strips") {
  const Kept tiles(tile_tiff(10, 20, 16, 32));
  CHECK(tiles.layout.tiled);
  CHECK(tiles.layout.part_width == 16);
  CHECK(tiles.layout.part_height == 32);
  const Kept planes(libtiff_file(20, 1, [](TIFF* tiff) {
    set_samples(tiff, 3, 8, PHOTOMETRIC_RGB);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_SEPARATE);
    Bytes row(20, 0);
    for (uint16_t plane = 0; plane < 3; ++plane) TIFFWriteScanline(tiff, row.data(), 0, plane);
  }));
  CHECK(planes.layout.planes);
  CHECK(planes.layout.part_width == 20);
  CHECK(planes.layout.part_height == 1);
  CHECK(planes.layout.samples_in_part() == 1);
}

TEST_CASE("What a TIFF may hold and we do not read is named") {
  CHECK_THAT(Kept(row_tiff(2, 3, 8, PHOTOMETRIC_ITULAB, Bytes(6, 0))).problem,
             ContainsSubstring("photometric"));
  CHECK_THAT(Kept(row_tiff(2, 3, 32, PHOTOMETRIC_RGB, Bytes(24, 0))).problem,
             ContainsSubstring("32 bits"));
  CHECK(Kept(row_tiff(1, 4, 16, PHOTOMETRIC_SEPARATED, Bytes(8, 0))).problem.empty());
  CHECK_THAT(Kept(row_tiff(1, 4, 32, PHOTOMETRIC_SEPARATED, Bytes(16, 0))).problem,
             ContainsSubstring("CMYK"));
  CHECK_THAT(Kept(row_tiff(1, 12, 8, PHOTOMETRIC_RGB, Bytes(12, 0))).problem,
             ContainsSubstring("12 samples"));
}

TEST_CASE("A TIFF of a camera's sensor is a raw file") {
  const Bytes camera = libtiff_file(2, 1, [](TIFF* tiff) {
    set_samples(tiff, 1, 8, PHOTOMETRIC_MINISBLACK);
    const uint8_t version[4] = {1, 4, 0, 0};
    TIFFSetField(tiff, TIFFTAG_DNGVERSION, version);
    Bytes row = {1, 2};
    TIFFWriteScanline(tiff, row.data(), 0);
  });
  CHECK(detect_format(camera) == ImageFormat::raw);
  CHECK(detect_format(row_tiff(2, 3, 8, PHOTOMETRIC_RGB, Bytes(6, 0))) == ImageFormat::tiff);
}

TEST_CASE("Parts far larger than the picture are refused") {
  CHECK(Kept(tile_tiff(2, 1, 65536, 16)).problem.empty());
  CHECK_THAT(Kept(tile_tiff(2, 1, 65536 + 16, 16)).problem, ContainsSubstring("too large"));
}
