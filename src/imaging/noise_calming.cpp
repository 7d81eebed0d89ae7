#include "lowlight/imaging/noise_calming.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "imaging/calming_rule.h"
#include "imaging/calming_walk.h"
#include "lowlight/core/check.h"

namespace lowlight::imaging {
namespace {

constexpr float kClean = 0.35f;
// The deviation that rounding to whole codes leaves.
constexpr float kRoundingNoise = 0.3f;
// Of the deviation of grey, which is less than that of each colour.
constexpr float kOfTone = 2.5f;
// Thresholds in variances, by band. The finer a band, the less of a photo's energy in it is detail.
// Those of the sensor's noise are learned (docs/decisions/0011-learned-calming.md).
// The fine detail of grey is worth more than that of colour: where it is as small as JPEG's noise,
// some of it stays. What JPEG has left of its coarse bands is nearly right.
using OfBands = std::array<float, kNoiseBands>;
constexpr OfBands kOfSensor{1.33f, 1.33f, 1.5f, 2.28f, 2.45f, 3, 3.41f, 5.42f};
constexpr OfBands kOfJpegGrey{0.175f, 0.175f, 0.3f, 0.53f, 0.7f, 0.9f, 1.05f, 1.2f};
constexpr OfBands kOfJpegColour{1.5f, 1.5f, 2.5f, 18, 24, 31, 36, 41};

/// Deviations to thresholds.
BandNoise thresholds_of(const BandNoise& noise, float amount, const OfBands& of_jpeg) {
  BandNoise result;
  for (size_t band = 0; band < result.sensor.size(); ++band) {
    const float sensor = noise.sensor[band], jpeg = noise.jpeg[band];
    result.sensor[band] = amount * kOfSensor[band] * sensor * sensor;
    result.jpeg[band] = amount * of_jpeg[band] * jpeg * jpeg;
  }
  return result;
}

bool is_noisy(const NoiseModel& noise) {
  const float level = *std::ranges::max_element(noise.level);
  const auto reaches = [&](const BandNoise& bands) {
    return level * *std::ranges::max_element(bands.sensor) >= kClean ||
           *std::ranges::max_element(bands.jpeg) >= kClean;
  };
  return reaches(noise.grey) || reaches(noise.red) || reaches(noise.blue);
}

/// The tone at an 8-bit code, linear between the table's.
float tone_at(const std::vector<float>& tone, float code) {
  const float place = std::clamp(code / 255, 0.f, 1.f) * float(tone.size() - 1);
  const auto below = std::min(size_t(place), tone.size() - 2);
  return tone[below] + (place - float(below)) * (tone[below + 1] - tone[below]);
}

/// How many codes one code becomes, at each 8-bit code.
std::array<float, 256> slopes_of(const std::vector<float>& tone) {
  std::array<float, 256> slopes{};
  for (size_t code = 0; code < slopes.size(); ++code) {
    const float low = std::max(float(code) - 1, 0.f), high = std::min(float(code) + 1, 255.f);
    slopes[code] = 255 * (tone_at(tone, high) - tone_at(tone, low)) / (high - low);
  }
  return slopes;
}

/// Mean and variance of what `value` makes of a code with noise of this deviation.
struct Moments {
  float mean, variance;
};

/// Places in deviations, and how likely they are.
struct NormalSteps {
  static constexpr size_t kCount = 21;
  std::array<float, kCount> place{}, weight{};
  float sum = 0;

  NormalSteps() {
    for (size_t i = 0; i < kCount; ++i) {
      place[i] = 0.25f * float(i) - 2.5f;
      weight[i] = std::exp(-0.5f * place[i] * place[i]);
      sum += weight[i];
    }
  }
};

template <class Value>
Moments moments_of(const Value& value, float code, float deviation) {
  static const NormalSteps steps;
  std::array<float, NormalSteps::kCount> values;
  float sum = 0, squares = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    values[i] = value(code + steps.place[i] * deviation);
    sum += steps.weight[i] * values[i];
  }
  const float mean = sum / steps.sum;
  // The difference of large squares would be no more than rounding where there is little noise.
  for (size_t i = 0; i < values.size(); ++i)
    squares += steps.weight[i] * (values[i] - mean) * (values[i] - mean);
  return {mean, squares / steps.sum};
}

/// The variance behind the tone, and behind the cut at black, of grey noise of this deviation in
/// codes: that of one colour, whose noise is larger, times the share that grey has of it.
float variance_at(const std::vector<float>& tone, float code, float deviation) {
  float share = 0;
  for (const float weight : kGreyWeights) share += weight * weight;
  const auto value = [&](float x) { return tone_at(tone, x); };
  return share * moments_of(value, code, deviation / std::sqrt(share)).variance;
}

/// The slope in the mean over noise, which where the tone bends is not that at the mean.
float mean_slope(const std::array<float, 256>& slopes, float code, float deviation) {
  const auto value = [&](float x) { return slopes[size_t(std::clamp(x + 0.5f, 0.f, 255.f))]; };
  return moments_of(value, code, deviation).mean;
}

/// The deviation of grey's noise at a code, in the middle of the bands.
float deviation_at(const NoiseModel& noise, float code) {
  constexpr size_t kMiddle = 3;
  const float level = noise.level[size_t(std::clamp(code + 0.5f, 0.f, 255.f))];
  return std::hypot(level * noise.grey.sensor[kMiddle], noise.grey.jpeg[kMiddle]);
}

}  // namespace

std::vector<float> tone_over_noise(const std::vector<float>& tone,
                                   const NoiseModel& noise,
                                   double amount) {
  const auto mirrored = [&](float code) {
    if (code > 255) return 2 * tone.back() - tone_at(tone, 510 - code);
    return std::copysign(tone_at(tone, std::abs(code)), code);
  };
  std::vector<float> result = tone;
  for (size_t i = 1; i < tone.size(); ++i) {
    const float code = 255 * float(i) / float(tone.size() - 1);
    const float deviation = float(std::min(amount, 1.0)) * kOfTone * deviation_at(noise, code);
    if (deviation > 0) result[i] = moments_of(mirrored, code, deviation).mean;
    // It rises also where noise changes with brightness.
    result[i] = std::max(result[i], result[i - 1]);
  }
  return result;
}

NoiseCalming calming_for(const NoiseModel& noise, const std::vector<float>& tone, double amount) {
  NoiseCalming calming;
  const auto slopes = slopes_of(tone);
  const float steepest = *std::ranges::max_element(slopes);
  if (amount == 0 || (!is_noisy(noise) && steepest <= kMeaninglessColour)) return calming;
  calming.any = true;
  const auto times = float(amount);
  calming.grey = thresholds_of(noise.grey, times, kOfJpegGrey);
  calming.red = thresholds_of(noise.red, times, kOfJpegColour);
  calming.blue = thresholds_of(noise.blue, times, kOfJpegColour);
  float code = 0;
  for (size_t value = 0; value < calming.slope.size(); ++value) {
    while (code < 255 && tone_at(tone, code) < float(value) / 255) ++code;
    const float slope = slopes[size_t(code)], level = noise.level[size_t(code)];
    calming.slope[value] = mean_slope(slopes, code, std::max(level, kRoundingNoise));
    calming.added[value] = std::max(slope * slope - 1, 0.f) / (255 * 255);
    calming.sensor[value] =
        std::max(variance_at(tone, code, level) - level * level / (255 * 255), 0.f);
  }
  return calming;
}

CalmingTile::CalmingTile(int64_t width, int64_t height)
    : grey(width, height),
      red_difference(width / 2, height / 2),
      blue_difference(width / 2, height / 2),
      exposure(width / kCell, height / kCell) {
  LOWLIGHT_CHECK(width % kCalmingGrid == 0 && height % kCalmingGrid == 0,
                 "CalmingTile: sides must be multiples of ",
                 kCalmingGrid,
                 ", got ",
                 width,
                 " x ",
                 height);
  std::ranges::fill(exposure.values, 1.f);
}

void calm_noise(CalmingTile& tile, const NoiseCalming& calming) {
  CalmingWalk walk(tile.grey.width, calming);
  CalmingTile rows(tile.grey.width, kCalmingGrid);
  const auto copy = [](const Plane& from, int64_t first, Plane& to) {
    std::copy_n(from.row(first), to.values.size(), to.values.data());
  };
  // Where the walk is done, its outermost cells have no numbers.
  const auto copy_done = [](const RingRows& from, int64_t begin, int64_t end, Plane& to) {
    for (int64_t y = std::max(begin, kCell); y < end; ++y)
      std::copy(from.row(y) + kCell, from.row(y) + to.width - kCell, to.row(y) + kCell);
  };
  for (int64_t y = 0; y < tile.grey.height; y += kCalmingGrid) {
    copy(tile.grey, y, rows.grey);
    copy(tile.red_difference, y / 2, rows.red_difference);
    copy(tile.blue_difference, y / 2, rows.blue_difference);
    copy(tile.exposure, y / kCell, rows.exposure);
    walk.take(rows);
    copy_done(walk.grey(), y - kCell, y + kCell, tile.grey);
    copy_done(walk.red_difference(), y / 2 - kCell, y / 2, tile.red_difference);
    copy_done(walk.blue_difference(), y / 2 - kCell, y / 2, tile.blue_difference);
  }
}

}  // namespace lowlight::imaging
