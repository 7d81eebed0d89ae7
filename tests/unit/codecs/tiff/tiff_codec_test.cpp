// Every way in which a TIFF keeps its pixels.
#include <cmath>
#include <limits>

#include "lowlight/codecs/image_io.h"
#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/decoded_in_bands.h"
#include "support/image_files.h"
#include "support/libtiff_file.h"
#include "support/synthetic_image.h"

using namespace lowlight;
using namespace lowlight::codecs;
using namespace lowlight::imaging;
using namespace lowlight::test;

namespace {

Bytes float_file(std::vector<float> values) {
  return libtiff_file(uint32_t(values.size()), 1, [&](TIFF* tiff) {
    set_samples(tiff, 1, 32, PHOTOMETRIC_MINISBLACK);
    TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_IEEEFP);
    TIFFWriteScanline(tiff, values.data(), 0);
  });
}

Photo decoded_tiff(const Bytes& file) { return decode_photo(file, "a.tif"); }

Bytes samples(const Photo& photo) {
  return {photo.image.bytes().begin(), photo.image.bytes().end()};
}

}  // namespace

TEST_CASE("Tiles give the picture that was cut into them") {
  const auto depth = GENERATE(BitDepth::u8, BitDepth::u16);
  const Image image = synthetic_image(37, 21, 3, depth);
  const int64_t pixel = 3 * bytes_per_sample(depth);
  const Bytes file = libtiff_file(37, 21, [&](TIFF* tiff) {
    set_samples(tiff, 3, int(8 * bytes_per_sample(depth)), PHOTOMETRIC_RGB);
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, 16);
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, 16);
    for (int64_t top = 0; top < 21; top += 16) {
      for (int64_t left = 0; left < 37; left += 16) {
        Bytes tile(size_t(16 * 16 * pixel), 0);
        for (int64_t y = top; y < std::min<int64_t>(top + 16, 21); ++y) {
          std::copy_n(image.row<uint8_t>(y) + left * pixel,
                      std::min<int64_t>(16, 37 - left) * pixel,
                      tile.begin() + (y - top) * 16 * pixel);
        }
        TIFFWriteTile(tiff, tile.data(), uint32_t(left), uint32_t(top), 0, 0);
      }
    }
  });
  CHECK(largest_difference(decoded_tiff(file).image, image) == 0);
  CHECK(same_in_bands(file));
}

TEST_CASE("Planes apart give the same picture as pixels together") {
  const Image image = synthetic_image(19, 11, 4);
  const Bytes file = libtiff_file(19, 11, [&](TIFF* tiff) {
    set_samples(tiff, 4, 8, PHOTOMETRIC_RGB);
    const uint16_t straight = EXTRASAMPLE_UNASSALPHA;
    TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &straight);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_SEPARATE);
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 3);
    for (uint16_t c = 0; c < 4; ++c) {
      for (uint32_t y = 0; y < 11; ++y) {
        Bytes row;
        for (int64_t x = 0; x < 19; ++x) row.push_back(image.row<uint8_t>(y)[4 * x + c]);
        TIFFWriteScanline(tiff, row.data(), y, c);
      }
    }
  });
  CHECK(largest_difference(decoded_tiff(file).image, image) == 0);
  CHECK(same_in_bands(file));
}

TEST_CASE("JPEG data inside a TIFF are read as its colours") {
  const Image image = synthetic_image(48, 32);
  const Bytes file = libtiff_file(48, 32, [&](TIFF* tiff) {
    set_samples(tiff, 3, 8, PHOTOMETRIC_YCBCR);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_JPEG);
    TIFFSetField(tiff, TIFFTAG_JPEGQUALITY, 97);
    TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 16);
    for (uint32_t y = 0; y < 32; ++y) {
      Bytes row(image.row<uint8_t>(y), image.row<uint8_t>(y) + image.stride());
      TIFFWriteScanline(tiff, row.data(), y);
    }
  });
  CHECK(largest_difference(decoded_tiff(file).image, image) <= 16);
}

TEST_CASE("A strip too large to be held is read by rows") {
  const int64_t side = 3000;  // 27 MB in one strip
  const Image image = synthetic_image(side, side);
  const Bytes file = libtiff_file(side, side, [&](TIFF* tiff) {
    set_samples(tiff, 3, 8, PHOTOMETRIC_RGB);
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, uint32_t(side));
    for (int64_t y = 0; y < side; ++y) {
      Bytes row(image.row<uint8_t>(y), image.row<uint8_t>(y) + image.stride());
      TIFFWriteScanline(tiff, row.data(), uint32_t(y));
    }
  });
  CHECK(open_photo(file, "a.tif")->held_bytes == 0);
  CHECK(largest_difference(decoded_in_bands(file, 100), image) == 0);
  CHECK(largest_difference(decoded_tiff(file).image, image) == 0);
}

TEST_CASE("Grey may be kept in few bits and with white as zero") {
  CHECK(samples(decoded_tiff(row_tiff(8, 1, 1, PHOTOMETRIC_MINISBLACK, {0b10100101}))) ==
        Bytes{255, 0, 255, 0, 0, 255, 0, 255});
  CHECK(samples(decoded_tiff(row_tiff(4, 1, 1, PHOTOMETRIC_MINISWHITE, {0b10100000}))) ==
        Bytes{0, 255, 0, 255});
  CHECK(samples(decoded_tiff(row_tiff(2, 1, 4, PHOTOMETRIC_MINISBLACK, {0x3F}))) ==
        Bytes{0x33, 0xFF});
  CHECK(samples(decoded_tiff(row_tiff(2, 1, 8, PHOTOMETRIC_MINISWHITE, {0, 200}))) ==
        Bytes{255, 55});
}

TEST_CASE("Grey with alpha becomes RGBA in a TIFF too") {
  const Photo photo = decoded_tiff(row_tiff(2, 2, 8, PHOTOMETRIC_MINISBLACK, {7, 255, 9, 80}));
  REQUIRE(photo.image.channels() == 4);
  CHECK(samples(photo) == Bytes{7, 7, 7, 255, 9, 9, 9, 80});
  CHECK(photo.grey);
}

TEST_CASE("A palette of 16-bit colours becomes RGB") {
  uint16_t red[256] = {0, 65535}, green[256] = {0, 0x8080}, blue[256] = {257, 0};
  const Bytes file = libtiff_file(2, 1, [&](TIFF* tiff) {
    set_samples(tiff, 1, 8, PHOTOMETRIC_PALETTE);
    TIFFSetField(tiff, TIFFTAG_COLORMAP, red, green, blue);
    Bytes row = {1, 0};
    TIFFWriteScanline(tiff, row.data(), 0);
  });
  const Photo photo = decoded_tiff(file);
  REQUIRE(photo.image.channels() == 3);
  CHECK(samples(photo) == Bytes{255, 128, 0, 0, 0, 1});
}

TEST_CASE("Colours multiplied by alpha are divided by it") {
  const Bytes file = libtiff_file(3, 1, [&](TIFF* tiff) {
    set_samples(tiff, 4, 8, PHOTOMETRIC_RGB);
    const uint16_t multiplied = EXTRASAMPLE_ASSOCALPHA;
    TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &multiplied);
    Bytes row = {50, 100, 0, 128, 9, 9, 9, 255, 0, 0, 0, 0};
    TIFFWriteScanline(tiff, row.data(), 0);
  });
  CHECK(samples(decoded_tiff(file)) == Bytes{100, 199, 0, 128, 9, 9, 9, 255, 0, 0, 0, 0});
}

TEST_CASE("Float samples of 0 to 1 become 16 bits and others are clipped with a warning") {
  const Photo inside = decoded_tiff(float_file({0.0f, 0.5f, 1.0f}));
  REQUIRE(inside.image.depth() == BitDepth::u16);
  CHECK(inside.image.row<uint16_t>(0)[1] == 32768);
  CHECK(inside.image.row<uint16_t>(0)[2] == 65535);
  CHECK(inside.warnings.size() == 1);
  const Photo outside = decoded_tiff(float_file({-0.5f, 7.0f}));
  CHECK(outside.image.row<uint16_t>(0)[0] == 0);
  CHECK(outside.image.row<uint16_t>(0)[1] == 65535);
  REQUIRE(outside.warnings.size() == 2);
  CHECK_THAT(outside.warnings[1], ContainsSubstring("clipped"));
}

TEST_CASE("Float samples that are no numbers are an error that says so") {
  const float bad = GENERATE(std::numeric_limits<float>::quiet_NaN(),
                             std::numeric_limits<float>::infinity(),
                             -std::numeric_limits<float>::infinity());
  CHECK_THROWS_WITH(decoded_tiff(float_file({0.1f, bad, 0.2f})), ContainsSubstring("not finite"));
}

TEST_CASE("CMYK of 16 bits is what it is with 8") {
  const Bytes inks = {0, 0, 0, 0, 255, 0, 0, 127, 9, 80, 201, 3};
  Bytes doubled;
  for (const uint8_t ink : inks) doubled.insert(doubled.end(), {ink, ink});
  const Photo deep = decoded_tiff(row_tiff(3, 4, 16, PHOTOMETRIC_SEPARATED, doubled));
  const Photo photo = decoded_tiff(row_tiff(3, 4, 8, PHOTOMETRIC_SEPARATED, inks));
  CHECK(largest_difference(deep.image, photo.image) == 0);
  CHECK(deep.warnings == photo.warnings);
}

TEST_CASE("CMYK in a TIFF becomes RGB with a warning") {
  const Photo photo =
      decoded_tiff(row_tiff(2, 4, 8, PHOTOMETRIC_SEPARATED, {0, 0, 0, 0, 255, 0, 0, 127}));
  CHECK(samples(photo) == Bytes{255, 255, 255, 0, 128, 128});
  REQUIRE(photo.warnings.size() == 1);
  CHECK_THAT(photo.warnings[0], ContainsSubstring("CMYK"));
}

TEST_CASE("A TIFF that we do not read is refused by the reason and the file's name") {
  CHECK_THROWS_WITH(decoded_tiff(row_tiff(2, 3, 8, PHOTOMETRIC_ITULAB, Bytes(6, 0))),
                    ContainsSubstring("a.tif") && ContainsSubstring("unsupported TIFF"));
}

TEST_CASE("A second page is left out with a warning") {
  const Bytes file = libtiff_file(2, 1, [&](TIFF* tiff) {
    Bytes row = {1, 2};
    for (int page = 0; page < 2; ++page) {
      TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, 2);
      TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, 1);
      set_samples(tiff, 1, 8, PHOTOMETRIC_MINISBLACK);
      TIFFWriteScanline(tiff, row.data(), 0);
      TIFFWriteDirectory(tiff);
    }
  });
  CHECK_THROWS_WITH(decoded_tiff(file), ContainsSubstring("several pages"));
  const Photo photo = decode_photo(file, "a.tif", {.first = true});
  CHECK(samples(photo) == Bytes{1, 2});
  REQUIRE(photo.warnings.size() == 1);
  CHECK_THAT(photo.warnings[0], ContainsSubstring("first picture"));
}

TEST_CASE("A Lab file is read as RGB and it is said") {
  const auto file = row_tiff(2, 3, 8, PHOTOMETRIC_CIELAB, {255, 0, 0, 0, 0, 0});
  const Photo photo = decode_photo(file, "lab.tif");
  CHECK(photo.image.row<uint8_t>(0)[0] == 255);
  CHECK(photo.image.row<uint8_t>(0)[3] == 0);
  REQUIRE(photo.warnings.size() == 1);
  CHECK_THAT(photo.warnings[0], ContainsSubstring("CIELab"));
}
