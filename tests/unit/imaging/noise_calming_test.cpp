#include "lowlight/imaging/noise_calming.h"

#include <algorithm>
#include <cmath>

#include "lowlight/core/random.h"
#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::imaging;

namespace {

/// The noise of a sensor whose pixels have this deviation in codes at any brightness.
NoiseModel even_noise(float deviation) {
  NoiseModel noise;
  noise.level.fill(deviation);
  noise.grey.sensor.fill(1);
  noise.red.sensor.fill(0.5f);
  noise.blue.sensor.fill(0.5f);
  return noise;
}

std::vector<float> straight_tone(double gain, size_t codes = 256) {
  std::vector<float> tone;
  for (size_t code = 0; code < codes; ++code)
    tone.push_back(float(gain * double(code) / double(codes - 1)));
  return tone;
}

/// A flat tile with Gaussian noise of the given deviations.
CalmingTile noisy_tile(int64_t width, int64_t height, double grey_noise, double colour_noise) {
  RandomStream random{3};
  CalmingTile tile(width, height);
  const auto fill = [&](Plane& plane, double mean, double noise) {
    for (float& value : plane.values) value = float(mean + noise * random.normal());
  };
  fill(tile.grey, 0.5, grey_noise);
  // The mean of four pixels of noise.
  fill(tile.red_difference, 0.1, colour_noise / 2);
  fill(tile.blue_difference, -0.1, colour_noise / 2);
  return tile;
}

double deviation(const Plane& plane) {
  double sum = 0, squares = 0;
  int64_t count = 0;
  constexpr int64_t kMargin = kCalmingMargin / 2;
  for (int64_t y = kMargin; y < plane.height - kMargin; ++y) {
    for (int64_t x = kMargin; x < plane.width - kMargin; ++x, ++count) {
      sum += plane.row(y)[x];
      squares += double(plane.row(y)[x]) * plane.row(y)[x];
    }
  }
  return std::sqrt(squares / double(count) - sum / double(count) * sum / double(count));
}

}  // namespace

TEST_CASE("Noise makes a bent tone straighter, and leaves black black") {
  const size_t codes = GENERATE(256, 65536);
  std::vector<float> bent;
  for (size_t code = 0; code < codes; ++code)
    bent.push_back(float(std::pow(double(code) / double(codes - 1), 2)));
  const auto tone = tone_over_noise(bent, even_noise(1));
  const auto at = [&](const std::vector<float>& table, size_t code) {
    return table[code * (codes - 1) / 255];
  };
  CHECK(at(tone, 0) == 0);
  // The deviation is 2.5 codes.
  CHECK(at(tone, 20) * 255 * 255 == Approx(20 * 20 + 2.5 * 2.5).epsilon(0.005));
  CHECK(at(tone, 1) > 2 * at(bent, 1));
  CHECK(std::is_sorted(tone.begin(), tone.end()));
  CHECK(at(tone_over_noise(bent, even_noise(1), 0.5), 20) < at(tone, 20));
}

TEST_CASE("White stays white, and what is near it stays near, however steep the tone is there") {
  std::vector<float> steep;
  for (int code = 0; code < 256; ++code) steep.push_back(float(std::pow(code / 255., 6)));
  const auto tone = tone_over_noise(steep, even_noise(4));
  CHECK(tone[255] == Approx(1).margin(1e-5));
  CHECK(tone[250] == Approx(steep[250]).margin(0.02));
}

TEST_CASE("Without noise, and where it is straight, a tone stays as it is") {
  auto bent = straight_tone(3);
  for (float& value : bent) value = std::min(value, 1.f);
  CHECK(tone_over_noise(bent, {}) == bent);
  CHECK(tone_over_noise(bent, even_noise(4), 0) == bent);
  const auto straight = straight_tone(0.8), tone = tone_over_noise(straight, even_noise(3));
  for (size_t code = 0; code < 230; ++code) REQUIRE(tone[code] == Approx(straight[code]));
  // Noise that falls with brightness.
  NoiseModel noise = even_noise(0);
  for (size_t code = 0; code < 256; ++code) noise.level[code] = code < 100 ? 12 : 0.5f;
  const auto uneven = tone_over_noise(bent, noise);
  CHECK(std::is_sorted(uneven.begin(), uneven.end()));
}

TEST_CASE("Noise of the expected size is calmed in grey and in colour") {
  // A photo with a noise of one code, brightened five times.
  auto tile = noisy_tile(120, 104, 5 / 255., 5 / 255.);
  calm_noise(tile, calming_for(even_noise(1), straight_tone(5)));
  CHECK(deviation(tile.grey) < 0.3 * 5 / 255);
  CHECK(deviation(tile.red_difference) < 0.2 * 5 / 255);
  CHECK(deviation(tile.blue_difference) < 0.2 * 5 / 255);
}

TEST_CASE("Where brightening adds no noise nothing changes in grey") {
  auto tile = noisy_tile(80, 80, 0.05, 0);
  const Plane before = tile.grey;
  calm_noise(tile, calming_for(even_noise(5), straight_tone(0.8)));
  for (int64_t y = kCalmingMargin; y < 80 - kCalmingMargin; ++y) {
    for (int64_t x = kCalmingMargin; x < 80 - kCalmingMargin; ++x)
      REQUIRE(tile.grey.row(y)[x] == Approx(before.row(y)[x]).margin(1e-5));
  }
}

TEST_CASE("Constant colour stays constant and fades where one code has become dozens") {
  auto tile = noisy_tile(64, 64, 0.03, 0);
  calm_noise(tile, calming_for(even_noise(1), straight_tone(4)));
  CHECK(tile.red_difference.row(16)[16] == Approx(0.1f).margin(1e-5));
  tile = noisy_tile(64, 64, 0, 0);
  calm_noise(tile, calming_for(even_noise(1), straight_tone(44)));
  CHECK(tile.red_difference.row(16)[16] == Approx(0.01f).margin(1e-4));
}

TEST_CASE("A clean photo, and one without calming, is left alone") {
  CHECK_FALSE(calming_for({}, straight_tone(5)).any);
  CHECK_FALSE(calming_for(even_noise(0.3f), straight_tone(5)).any);
  CHECK_FALSE(calming_for(even_noise(3), straight_tone(5), 0).any);
  CHECK(calming_for(even_noise(3), straight_tone(5)).any);
  // What remains of its colours is chance.
  CHECK(calming_for({}, straight_tone(20)).any);
}

TEST_CASE("The tables follow the codes that the tone has brightened") {
  auto noise = even_noise(1);
  for (size_t code = 0; code < 256; ++code) noise.level[code] = 0.1f * float(code);
  for (const size_t codes : {256, 65536}) {
    const auto calming = calming_for(noise, straight_tone(4, codes));
    CHECK(calming.slope[100] == Approx(4).epsilon(0.01));
    CHECK(calming.added[100] == Approx(15 / (255. * 255)).epsilon(0.01));
    CHECK(std::sqrt(calming.sensor[100] / calming.added[100]) == Approx(2.5).margin(0.1));
  }
}

TEST_CASE("Hardly any noise of a sensor adds hardly any, and none adds none") {
  std::vector<float> bent;
  for (int code = 0; code < 256; ++code) bent.push_back(float(std::pow(code / 255., 0.4)));
  const auto faint = calming_for(even_noise(1e-3f), bent), none = calming_for(even_noise(0), bent);
  for (size_t value = 100; value < 250; ++value) {
    CHECK(faint.sensor[value] == Approx(1e-6 * faint.added[value]).margin(5e-12));
    CHECK(none.sensor[value] < 1e-13f);
  }
}

TEST_CASE("Where the exposure of a place was lowered less is taken off") {
  const auto calming = calming_for(even_noise(1), straight_tone(5));
  auto full = noisy_tile(120, 104, 2.5 / 255, 0), lowered = noisy_tile(120, 104, 2.5 / 255, 0);
  std::ranges::fill(lowered.exposure.values, 0.2f);
  calm_noise(full, calming);
  calm_noise(lowered, calming);
  CHECK(deviation(lowered.grey) > 1.5 * deviation(full.grey));
}

TEST_CASE("A plane without thresholds keeps its numbers, unless its colour is chance") {
  auto noise = even_noise(1);
  noise.red = {};
  for (const double gain : {4, 44}) {
    auto tile = noisy_tile(64, 64, 0.02, 0.02);
    const auto before = tile;
    calm_noise(tile, calming_for(noise, straight_tone(gain)));
    CHECK((tile.red_difference.values == before.red_difference.values) == (gain == 4));
    CHECK(tile.blue_difference.values != before.blue_difference.values);
    CHECK(tile.grey.values != before.grey.values);
  }
}

TEST_CASE("A raised exposure takes off no more than a plain one") {
  const auto calming = calming_for(even_noise(1), straight_tone(20));
  auto plain = noisy_tile(64, 64, 0.02, 0.02), raised = plain;
  std::ranges::fill(raised.exposure.values, 2.f);
  calm_noise(plain, calming);
  calm_noise(raised, calming);
  CHECK(raised.grey.values == plain.grey.values);
  CHECK(raised.red_difference.values == plain.red_difference.values);
}

TEST_CASE("Thresholds are multiples of the variance times the amount") {
  auto noise = even_noise(1);
  noise.grey.jpeg.fill(3);
  noise.blue.jpeg.fill(3);
  const auto calming = calming_for(noise, straight_tone(4), 1.5);
  CHECK(calming.red.sensor[4] == Approx(2.45 * 1.5 * 0.25));
  CHECK(calming.red.sensor[7] == Approx(5.42 * 1.5 * 0.25));
  CHECK(calming.grey.jpeg[4] == Approx(0.7 * 1.5 * 9));
  CHECK(calming.grey.jpeg[1] == Approx(0.175 * 1.5 * 9));
  CHECK(calming.blue.jpeg[4] == Approx(24 * 1.5 * 9));
}

TEST_CASE("Tiles off the grid are refused by rule and value") {
  CHECK_THROWS_WITH(CalmingTile(60, 64),
                    ContainsSubstring("multiples of 8") && ContainsSubstring("60 x 64"));
}
