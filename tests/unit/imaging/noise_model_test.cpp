#include "lowlight/imaging/noise_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "imaging/cosine_transform.h"
#include "lowlight/core/random.h"
#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::imaging;

namespace {

double encoded(double light) {
  return light <= 0.0031308 ? 12.92 * light : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
}

double light_of_code(double code) {
  const double value = code / 255;
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

/// What a scene of these codes looks like to a sensor.
struct Sensor {
  double shot = 0, read = 0;
  BitDepth depth = BitDepth::u8;
};

/// scene(x, y) gives a code, equal in the three colours.
template <class Scene>
Image photo_of(int64_t width, int64_t height, const Sensor& sensor, const Scene& scene) {
  RandomStream random{5};
  Image photo(width, height, 3, sensor.depth);
  const double full = double(full_scale(sensor.depth));
  for (int64_t y = 0; y < height; ++y) {
    for (int64_t i = 0; i < 3 * width; ++i) {
      const double light = light_of_code(scene(i / 3, y));
      const double noisy = light + std::sqrt(sensor.shot * light + sensor.read) * random.normal();
      const double code = std::round(full * std::clamp(encoded(std::max(noisy, 0.0)), 0.0, 1.0));
      if (sensor.depth == BitDepth::u8) photo.row<uint8_t>(y)[i] = uint8_t(code);
      if (sensor.depth == BitDepth::u16) photo.row<uint16_t>(y)[i] = uint16_t(code);
    }
  }
  return photo;
}

/// From code 5 on the left to 105 on the right.
double ramp(int64_t x, int64_t) { return 5 + double(x) * 100 / 640; }

/// A ramp whose right half is full of texture.
double textured(int64_t x, int64_t y) {
  const double texture = x > 320 ? 12 * std::sin(double(x) * 1.7) * std::sin(double(y) * 1.3) : 0;
  return ramp(x, y) + texture;
}

/// The deviation in codes that the sensor's noise has at a code.
double noise_at(double code, const Sensor& sensor) {
  const double light = light_of_code(code);
  const double slope = light <= 0.0031308 ? 12.92 : 1.055 / 2.4 * std::pow(light, 1 / 2.4 - 1);
  return 255 * slope * std::sqrt(sensor.shot * light + sensor.read);
}

/// The deviation of grey where that of each colour by itself is 1.
const double kOfGrey = std::sqrt(0.3 * 0.3 + 0.5 * 0.5 + 0.2 * 0.2);

/// Changes the rows of a block, then its columns.
template <class Change>
void each_way(float (&block)[8][8], const Change& change) {
  for (auto& row : block) change(row);
  for (int64_t x = 0; x < 8; ++x) {
    float column[8];
    for (int64_t y = 0; y < 8; ++y) column[y] = block[y][x];
    change(column);
    for (int64_t y = 0; y < 8; ++y) block[y][x] = column[y];
  }
}

constexpr int64_t kColumns = 320, kLines = 240;

/// Where blocks begin.
struct BlockStart {
  int64_t left = 0, top = 0;
};

/// Waves about a mean and noise, [height · width], whose cosine transforms are multiples of a step,
/// in blocks that begin at `start`.
std::vector<float> quantised_plane(
    int64_t width, int64_t height, const BlockStart& start, double mean, float step) {
  RandomStream random{7};
  std::vector<float> plane(size_t(width * height));
  for (int64_t y0 = start.top - 8; y0 < height; y0 += 8) {
    for (int64_t x0 = start.left - 8; x0 < width; x0 += 8) {
      float block[8][8];
      for (int64_t i = 0; i < 64; ++i) {
        const double wave = std::sin(double(x0 + i % 8) / 4) * std::sin(double(y0 + i / 8) / 5);
        block[i / 8][i % 8] = float(mean + 40 * wave + 3 * random.normal());
      }
      each_way(block, [](float(&line)[8]) { transform8(line); });
      for (auto& row : block) {
        for (float& value : row) value = step * std::round(value / step);
      }
      each_way(block, [](float(&line)[8]) { transform8_back(line); });
      for (int64_t y = std::max<int64_t>(y0, 0); y < std::min(y0 + 8, height); ++y) {
        for (int64_t x = std::max<int64_t>(x0, 0); x < std::min(x0 + 8, width); ++x)
          plane[size_t(y * width + x)] = block[y - y0][x - x0];
      }
    }
  }
  return plane;
}

Image quantised(int64_t left, int64_t top) {
  Image photo(kColumns, kLines, 1, BitDepth::u8);
  const auto plane = quantised_plane(kColumns, kLines, {left, top}, 100, 16);
  std::ranges::transform(
      plane, photo.row<uint8_t>(0), [](float value) { return uint8_t(std::lround(value)); });
  return photo;
}

/// A colour photo as of a JPEG of 4:2:0 that has lost `left` columns and `top` rows.
Image quantised_in_colour(int64_t left, int64_t top) {
  const int64_t width = kColumns + 16, height = kLines + 16;
  const auto grey = quantised_plane(width, height, {}, 120, 16);
  const auto difference = quantised_plane(width / 2, height / 2, {}, 0, 64);
  Image photo(kColumns, kLines, 3, BitDepth::u8);
  for (int64_t y = 0; y < kLines; ++y) {
    for (int64_t x = 0; x < kColumns; ++x) {
      const float luma = std::round(grey[size_t((y + top) * width + x + left)]);
      const float cr = difference[size_t((y + top) / 2 * (width / 2) + (x + left) / 2)], cb = -cr;
      const std::array<float, 3> colour{
          luma + 1.402f * cr, luma - 0.714f * cr - 0.344f * cb, luma + 1.772f * cb};
      for (size_t c = 0; c < 3; ++c)
        photo.row<uint8_t>(y)[3 * x + int64_t(c)] = uint8_t(std::lround(colour[c]));
    }
  }
  return photo;
}

const Sensor kWeak{1e-4, 2e-7}, kStrong{6e-4, 2e-6};

}  // namespace

TEST_CASE("The level follows the sensor's noise over brightness, in 8 bits and in 16") {
  for (const Sensor& sensor : {kWeak, kStrong, Sensor{kStrong.shot, kStrong.read, BitDepth::u16}}) {
    const auto model = noise_of(photo_of(640, 256, sensor, ramp));
    for (const size_t code : {20, 40, 60, 90}) {
      for (size_t band = 2; band < kNoiseBands; ++band) {
        CAPTURE(sensor.shot, code, band);
        const double expected = kOfGrey * noise_at(double(code), sensor);
        CHECK(model.level[code] * model.grey.sensor[band] == Approx(expected).epsilon(0.2));
      }
    }
  }
}

TEST_CASE("Differences of colours carry their noise at half size") {
  const auto model = noise_of(photo_of(640, 256, kStrong, ramp));
  // Half the size has half of the deviation.
  const double half = noise_at(40, kStrong) / 2;
  const double red = half * std::sqrt(0.7 * 0.7 + 0.5 * 0.5 + 0.2 * 0.2);
  const double blue = half * std::sqrt(0.3 * 0.3 + 0.5 * 0.5 + 0.8 * 0.8);
  CHECK(model.level[40] * model.red.sensor[4] == Approx(red).epsilon(0.2));
  CHECK(model.level[40] * model.blue.sensor[4] == Approx(blue).epsilon(0.2));
}

TEST_CASE("Photos without noise have none") {
  for (const auto& photo : {photo_of(640, 256, {}, ramp),
                            photo_of(320, 256, {}, [](auto, auto) { return 40.0; }),
                            photo_of(320, 256, {}, [](auto, auto) { return 0.0; })}) {
    const auto model = noise_of(photo);
    for (size_t code = 0; code < 256; ++code) REQUIRE(model.level[code] < 0.2);
  }
}

TEST_CASE("Texture in one part of the brightness is no noise") {
  const auto clean = noise_of(photo_of(640, 256, {}, textured));
  CHECK(clean.level[80] < 0.5);
  const auto noisy = noise_of(photo_of(640, 256, kWeak, textured));
  CHECK(noisy.level[80] * noisy.grey.sensor[4] ==
        Approx(kOfGrey * noise_at(80, kWeak)).epsilon(0.35));
}

TEST_CASE("Noise does not rise where no pixel shows it") {
  const auto model = noise_of(photo_of(640, 256, kWeak, ramp));
  for (size_t code = 110; code < 256; ++code) REQUIRE(model.level[code] <= model.level[60]);
}

TEST_CASE("Photos too small to tell, black and white ones have no noise") {
  for (const auto& photo : {photo_of(8, 8, kStrong, ramp),
                            photo_of(40, 40, kStrong, ramp),
                            photo_of(320, 256, kStrong, [](auto, auto) { return 255.0; })}) {
    for (const float level : noise_of(photo).level) REQUIRE(level == 0);
  }
}

TEST_CASE("A strip so long that areas are taken from beside it has no noise") {
  for (const float level : noise_of(Image(20, 140'000, 3, BitDepth::u8)).level) REQUIRE(level == 0);
}

TEST_CASE("Noise is told where hardly a pixel has any blue, as of grass many stops too dark") {
  const Sensor sensor{.shot = 2e-4, .read = 4e-7};
  const auto flat = [](int64_t, int64_t) { return 6.; };
  auto photo = photo_of(320, 320, sensor, flat);
  for (int64_t y = 0; y < 320; ++y) {
    for (int64_t x = 0; x < 320; ++x) {
      if ((x + y) % 5) photo.row<uint8_t>(y)[3 * x + 2] = 0;
    }
  }
  const auto found = noise_of(photo);
  CHECK(double(found.level[5]) > 0.5 * noise_at(5, sensor));
  CHECK(double(found.level[5]) < 1.5 * noise_at(5, sensor));
  // A clean picture of one saturated colour has no noise.
  Image clean(320, 320, 3, BitDepth::u8);
  std::ranges::fill(clean.bytes(), uint8_t{0});
  for (int64_t y = 0; y < 320; ++y) {
    for (int64_t x = 0; x < 320; ++x) clean.row<uint8_t>(y)[3 * x] = uint8_t(40 + x / 8);
  }
  CHECK(noise_of(clean).level[20] == 0);
}

TEST_CASE("A frame or bar around the picture does not hide its noise") {
  const auto plain = noise_of(photo_of(640, 256, kStrong, ramp));
  for (const int shade : {10, 40, 80}) {
    for (const int64_t side : {16, 30, 60}) {
      CAPTURE(shade, side);
      auto framed = photo_of(640, 256, kStrong, ramp);
      for (int64_t y = 0; y < 256; ++y) {
        const auto fill = [&](int64_t from, int64_t to) {
          std::fill(framed.row<uint8_t>(y) + 3 * from, framed.row<uint8_t>(y) + 3 * to, shade);
        };
        fill(0, y < side ? 640 : side);
      }
      const auto found = noise_of(framed);
      for (const size_t code : {40, 60, 90})
        CHECK(found.level[code] == Approx(plain.level[code]).epsilon(0.15));
    }
  }
}

TEST_CASE("What is transparent says nothing of the noise of the rest") {
  const auto opaque = photo_of(640, 256, kStrong, ramp);
  Image photo(640, 256, 4, BitDepth::u8);
  for (int64_t y = 0; y < 256; ++y) {
    for (int64_t x = 0; x < 640; ++x) {
      const bool hidden = x > 200 && x < 300 && y > 60 && y < 200;
      uint8_t* pixel = photo.row<uint8_t>(y) + 4 * x;
      for (int64_t c = 0; c < 3; ++c) pixel[c] = hidden ? 40 : opaque.row<uint8_t>(y)[3 * x + c];
      pixel[3] = hidden ? 0 : 255;
    }
  }
  CHECK(noise_of(photo).level[60] == Approx(noise_of(opaque).level[60]).epsilon(0.15));
}

TEST_CASE("An edge before black is no noise") {
  for (const double lit : {60., 120., 200., 249.}) {
    const auto disc = [&](int64_t x, int64_t y) {
      return std::hypot(double(x) - 300, double(y) - 128) < 60 ? lit : 0;
    };
    const auto model = noise_of(photo_of(640, 256, {}, disc));
    for (const float level : model.level) REQUIRE(level < 0.5f);
  }
}

TEST_CASE("JPEG's noise is told wherever its blocks begin: it may have been cropped or turned") {
  const auto whole = noise_of(quantised(0, 0));
  CHECK(whole.grey.jpeg[4] == Approx(16 / std::sqrt(12)).epsilon(0.1));
  for (const auto& [left, top] : {std::pair<int64_t, int64_t>{3, 6}, {0, 4}, {5, 0}, {7, 1}}) {
    const auto cropped = noise_of(quantised(left, top));
    CAPTURE(left, top);
    for (size_t band = 1; band < kNoiseBands; ++band)
      CHECK(cropped.grey.jpeg[band] == Approx(whole.grey.jpeg[band]).epsilon(0.1));
  }
}

TEST_CASE("The steps of colours are told where a crop has cut amid their wider blocks") {
  const auto whole = noise_of(quantised_in_colour(0, 0));
  CHECK(whole.red.jpeg[3] == Approx(64 * 1.402 / std::sqrt(12)).epsilon(0.15));
  for (const auto& [left, top] : {std::pair<int64_t, int64_t>{8, 8}, {8, 0}, {3, 13}, {12, 6}}) {
    const auto cropped = noise_of(quantised_in_colour(left, top));
    CAPTURE(left, top);
    for (size_t band = 1; band < kNoiseBands; ++band)
      CHECK(cropped.red.jpeg[band] == Approx(whole.red.jpeg[band]).epsilon(0.1));
  }
}
