#include "imaging/noise_samples.h"

#include <cmath>

#include "support/catch.h"

using namespace lowlight::imaging;

namespace {

Image filled(int64_t width, int64_t height, int64_t channels, BitDepth depth, int code) {
  Image image(width, height, channels, depth);
  for (int64_t y = 0; y < height; ++y) {
    for (int64_t i = 0; i < width * channels; ++i) {
      if (depth == BitDepth::u8) image.row<uint8_t>(y)[i] = uint8_t(code);
      if (depth == BitDepth::u16) image.row<uint16_t>(y)[i] = uint16_t(code * 257);
    }
  }
  return image;
}

}  // namespace

TEST_CASE("A flat photo has areas of its brightness without energy, in any layout") {
  const int64_t channels = GENERATE(1, 3, 4);
  const auto depth = GENERATE(BitDepth::u8, BitDepth::u16);
  const auto samples = sample_noise(filled(70, 50, channels, depth, 40));
  REQUIRE(samples.areas.size() == 12);
  for (const auto& area : samples.areas) {
    CHECK(area.mean == Approx(40).epsilon(1e-5));
    CHECK(area.energy == Approx(0).margin(1e-6));
  }
  CHECK(samples.coefficients.luma[5].empty());
  CHECK(samples.coefficients.red[1].empty());
}

TEST_CASE("Areas that are black, clipped or not there do not count") {
  CHECK(sample_noise(filled(64, 64, 3, BitDepth::u8, 1)).areas.empty());
  CHECK(sample_noise(filled(64, 64, 3, BitDepth::u8, 251)).areas.empty());
  CHECK(sample_noise(filled(15, 400, 3, BitDepth::u8, 40)).coefficients.luma[1].empty());
}

TEST_CASE("Areas with much black count only where too few have less") {
  const auto with_black = [](int64_t areas, int64_t black_rows) {
    auto photo = filled(16 * areas, 16, 3, BitDepth::u8, 40);
    for (int64_t y = 0; y < black_rows; ++y) std::fill_n(photo.row<uint8_t>(y), 48, uint8_t(0));
    return photo;
  };
  CHECK(sample_noise(with_black(kFewestAreas + 1, 8)).areas.size() == size_t(kFewestAreas));
  CHECK(sample_noise(with_black(kFewestAreas, 8)).areas.size() == size_t(kFewestAreas));
  CHECK(sample_noise(with_black(1, 8)).areas.at(0).black == Approx(0.5));
  CHECK(sample_noise(with_black(1, 15)).areas.empty());
}

TEST_CASE("A wave lies in its band, in grey or in colour") {
  auto photo = filled(64, 64, 3, BitDepth::u8, 60);
  for (int64_t y = 0; y < 64; ++y) {
    for (int64_t x = 0; x < 64; ++x) {
      for (int64_t c = 0; c < 3; ++c) photo.row<uint8_t>(y)[3 * x + c] += x % 2 == 0 ? 5 : 0;
    }
  }
  const auto samples = sample_noise(photo);
  // Four blocks in each of 16 areas.
  CHECK(samples.coefficients.luma[7].size() == 64);
  CHECK(samples.coefficients.luma[8].empty());
  const auto grey = samples.areas.front();
  CHECK(grey.grey[7] > 100 * (grey.grey[2] + grey.red[7] + grey.blue[7]));
  // Alternating pairs of columns alternate pixels at half size.
  photo = filled(64, 64, 3, BitDepth::u8, 60);
  for (int64_t y = 0; y < 64; ++y) {
    for (int64_t x = 0; x < 64; ++x) photo.row<uint8_t>(y)[3 * x] += x / 2 % 2 == 0 ? 6 : 0;
  }
  const auto red = sample_noise(photo).areas.front();
  CHECK(red.red[7] > 10 * red.red[2]);
  // red − grey holds 0.7 of it, blue − grey −0.3.
  CHECK(red.red[7] == Approx(49 / 9. * red.blue[7]).epsilon(0.01));
}

TEST_CASE("Of a large photo about two thousand areas are read") {
  const auto count = sample_noise(filled(1600, 1200, 1, BitDepth::u8, 30)).areas.size();
  CHECK(count <= 2100);
  CHECK(count > 1000);
}

TEST_CASE("Areas are taken from the origin of blocks on, within the picture") {
  auto photo = filled(37, 34, 1, BitDepth::u8, 60);
  for (int64_t y = 0; y < 34; ++y) std::fill_n(photo.row<uint8_t>(y), 5, uint8_t(200));
  const auto samples = sample_noise(photo, {5, 2});
  REQUIRE(samples.areas.size() == 4);
  for (const auto& area : samples.areas) CHECK(area.mean == Approx(60));
  CHECK(sample_noise(photo, {6, 3}).areas.size() == 1);
}
