#include "lowlight/imaging/colour_blotches.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "lowlight/imaging/resize.h"
#include "support/catch.h"

using namespace lowlight::imaging;

namespace {

constexpr int64_t kSide = 384, kBlotch = 24;
constexpr float kGain = 4;

std::vector<float> steep_tone() {
  std::vector<float> tone;
  for (int code = 0; code < 256; ++code) tone.push_back(std::min(kGain * float(code) / 255, 1.f));
  return tone;
}

NoiseCalming calming() {
  NoiseModel noise;
  noise.level.fill(1);
  noise.grey.sensor.fill(1);
  return calming_for(noise, steep_tone());
}

struct Codes {
  uint8_t red, green, blue;
};

Image photo_of(const std::function<Codes(int64_t x, int64_t y)>& colour) {
  Image image(kSide, kSide, 3, BitDepth::u8);
  for (int64_t y = 0; y < kSide; ++y) {
    for (int64_t x = 0; x < kSide; ++x) {
      const Codes codes = colour(x, y);
      std::copy_n(&codes.red, 3, image.row<uint8_t>(y) + 3 * x);
    }
  }
  return image;
}

bool in_blotch(int64_t x, int64_t y) { return (x / kBlotch + y / kBlotch) % 2 == 0; }

double largest(const Plane& plane) {
  double most = 0;
  for (const float value : plane.values) most = std::max(most, double(std::abs(value)));
  return most;
}

/// The deviation of the brightened red difference at half size, with the map's numbers added.
double unevenness(const Image& photo, const BlotchMap& map) {
  Plane red(kSide / 2, kSide / 2), blue(kSide / 2, kSide / 2);
  double sum = 0, squares = 0;
  BlotchRows rows(map, {kSide, kSide, 0, 0, kSide, kSide});
  for (int64_t y = 0; y < red.height; ++y) {
    const uint8_t* pixel = photo.row<uint8_t>(2 * y);
    for (int64_t x = 0; x < red.width; ++x, pixel += 6) {
      const float grey = kGreyWeights[0] * float(pixel[0]) + kGreyWeights[1] * float(pixel[1]) +
                         kGreyWeights[2] * float(pixel[2]);
      red.row(y)[x] = kGain / 255 * (float(pixel[0]) - grey);
    }
    if (!map.empty()) rows.add(y, red.row(y), blue.row(y));
    for (int64_t x = 0; x < red.width; ++x) {
      sum += red.row(y)[x];
      squares += double(red.row(y)[x]) * red.row(y)[x];
    }
  }
  const auto count = double(red.values.size());
  return std::sqrt(squares / count - sum / count * sum / count);
}

at::Tensor copy_of(const Image& photo) { return shrink(photo, blotch_side(shape_of(photo))); }

BlotchMap map_of(const Image& photo, double amount = 1) {
  return blotches_of(copy_of(photo), steep_tone(), calming(), amount);
}

}  // namespace

TEST_CASE("Blotches of one code on even ground are taken off by amount") {
  const auto photo = photo_of([](int64_t x, int64_t y) {
    return Codes{uint8_t(in_blotch(x, y) ? 21 : 20), 20, 20};
  });
  const double before = unevenness(photo, {});
  const double after = unevenness(photo, map_of(photo));
  CHECK(after < 0.6 * before);
  CHECK(unevenness(photo, map_of(photo, 0.01)) > 1.2 * after);
  CHECK(unevenness(photo, map_of(photo, 0)) == Approx(before));
}

TEST_CASE("Colours that differ by much stay, and so does colour that changes with brightness") {
  const auto edge = photo_of([](int64_t x, int64_t) {
    return Codes{uint8_t(x < kSide / 2 ? 20 : 40), 20, 20};
  });
  const double step = 0.7 * 20 * kGain / 255;
  CHECK(largest(map_of(edge).red) < 0.05 * step);
  const auto bricks = photo_of([](int64_t x, int64_t y) {
    const int grey = in_blotch(x, y) ? 55 : 10;
    return Codes{uint8_t(grey + (in_blotch(x, y) ? 1 : 0)), uint8_t(grey), uint8_t(grey)};
  });
  CHECK(unevenness(bricks, map_of(bricks)) > 0.9 * unevenness(bricks, {}));
}

TEST_CASE("Grey photos have nothing to be taken off") {
  const auto grey = photo_of([](int64_t x, int64_t y) {
    const auto code = uint8_t(in_blotch(x, y) ? 21 : 20);
    return Codes{code, code, code};
  });
  CHECK(largest(map_of(grey).red) < 1e-6);
  CHECK(largest(map_of(grey).blue) < 1e-6);
}

TEST_CASE("There are no maps without calming, nor of small photos") {
  const Image photo(kSide, kSide, 3, BitDepth::u8), narrow(59, kSide, 3, BitDepth::u8);
  CHECK(blotches_of(copy_of(photo), steep_tone(), {}).empty());
  CHECK(blotches_of(copy_of(narrow), steep_tone(), calming()).empty());
  CHECK(map_of(photo).red.width == kSide / 8);
}

TEST_CASE("Parts of a row read the same as the whole, at odd sizes and beyond the borders") {
  BlotchMap map{Plane(6, 5), Plane(6, 5)};
  for (size_t i = 0; i < map.red.values.size(); ++i) {
    map.red.values[i] = std::sin(float(i));
    map.blue.values[i] = std::cos(float(i));
  }
  BlotchRows whole(map, {97, 81, -16, -16, 128, 112});
  for (int64_t y = -8; y < 48; ++y) {
    std::vector<float> red(64), blue(64), red_part(20), blue_part(20);
    whole.add(y, red.data(), blue.data());
    BlotchRows(map, {97, 81, 32, -16, 40, 112}).add(y, red_part.data(), blue_part.data());
    for (size_t i = 0; i < 20; ++i) {
      REQUIRE(red_part[i] == red[i + 24]);
      REQUIRE(blue_part[i] == blue[i + 24]);
    }
  }
}
