#include "lowlight/imaging/noise_calming.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "imaging/block_shrinkage.h"
#include "imaging/calming_rule.h"
#include "lowlight/core/check.h"
#include "lowlight/core/vectorise.h"

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

Plane half(const Plane& plane) {
  Plane result(plane.width / 2, plane.height / 2);
  halve(plane, result);
  return result;
}

/// The colours and the exposure of the cells of a plane.
struct Light {
  Plane grey, red_difference, blue_difference, exposure;
};

Light half(const Light& light) {
  return {half(light.grey),
          half(light.red_difference),
          half(light.blue_difference),
          half(light.exposure)};
}

[[gnu::always_inline]] inline int32_t place_of_value(float value) {
  return int32_t(std::min(std::max(255 * value + 0.5f, 0.f), 255.f));
}

/// What each colour's table adds, Σ share · table[place], times the square of the exposure.
LOWLIGHT_VECTORISE
void look_up_noise(const Light& light,
                   const Shares& shares,
                   const float* table,
                   float* __restrict noise) {
  const float *greys = light.grey.values.data(), *reds = light.red_difference.values.data();
  const float* blues = light.blue_difference.values.data();
  const float* exposures = light.exposure.values.data();
  const auto count = int64_t(light.grey.values.size());
  for (int64_t i = 0; i < count; ++i) {
    const float grey = greys[i], red = reds[i], blue = blues[i];
    const float green = -(kGreyWeights[0] * red + kGreyWeights[2] * blue) / kGreyWeights[1];
    const float exposure = std::min(exposures[i], 1.f);
    noise[i] = exposure * exposure *
               (shares[0] * table[place_of_value(grey + red)] +
                shares[1] * table[place_of_value(grey + green)] +
                shares[2] * table[place_of_value(grey + blue)]);
  }
}

LOWLIGHT_VECTORISE
void fill_kept_colour(const Light& light, const float* slope, float* __restrict share) {
  const float *greys = light.grey.values.data(), *exposures = light.exposure.values.data();
  const auto count = int64_t(light.grey.values.size());
  for (int64_t i = 0; i < count; ++i)
    share[i] = kept_of_colour(std::max(
        std::min(exposures[i], 1.f) * slope[place_of_value(greys[i])] - kMeaninglessColour, 0.f));
}

/// Whether there is a place where differences of colours are made smaller.
bool loses_colour(const NoiseCalming& calming) {
  return *std::ranges::max_element(calming.slope) > kMeaninglessColour;
}

bool is_zero(const std::array<float, kNoiseBands>& values) {
  return std::ranges::count(values, 0.f) == kNoiseBands;
}

bool is_zero(const BandNoise& thresholds) {
  return is_zero(thresholds.sensor) && is_zero(thresholds.jpeg);
}

/// What is multiplied by thresholds of 0 is left at 0.
ShrinkageCells cells_of(const Light& light,
                        const NoiseCalming& calming,
                        const Shares& shares,
                        const BandNoise& thresholds) {
  const int64_t width = light.grey.width, height = light.grey.height;
  ShrinkageCells cells{Plane(width, height), Plane(width, height), {}};
  if (!is_zero(thresholds.sensor))
    look_up_noise(light, shares, calming.sensor.data(), cells.sensor.values.data());
  if (!is_zero(thresholds.jpeg))
    look_up_noise(light, shares, calming.added.data(), cells.added.values.data());
  if (shares != kOfGrey && loses_colour(calming)) {
    cells.share = Plane(width, height);
    fill_kept_colour(light, calming.slope.data(), cells.share.values.data());
  }
  return cells;
}

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

template <class Value>
Moments moments_of(const Value& value, float code, float deviation) {
  float weights = 0, sum = 0, squares = 0;
  for (float step = -2.5f; step <= 2.5f; step += 0.25f) {
    const float weight = std::exp(-0.5f * step * step), x = value(code + step * deviation);
    weights += weight;
    sum += weight * x;
    squares += weight * x * x;
  }
  const float mean = sum / weights;
  return {mean, squares / weights - mean * mean};
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
  const Light light{
      cell_means(tile.grey), half(tile.red_difference), half(tile.blue_difference), tile.exposure};
  const Light of_half_size = half(light);
  const auto calm =
      [&](Plane& plane, const Light& of_cells, const Shares& shares, const BandNoise& thresholds) {
        shrink_blocks(plane, cells_of(of_cells, calming, shares, thresholds), thresholds);
      };
  // What is skipped is decided for the whole photo: skipping changes the last bits, and tiles of
  // any size are to make the same picture.
  const auto calm_difference =
      [&](Plane& plane, const Shares& shares, const BandNoise& thresholds) {
        if (loses_colour(calming) || !is_zero(thresholds))
          calm(plane, of_half_size, shares, thresholds);
      };
  calm(tile.grey, light, kOfGrey, calming.grey);
  calm_difference(tile.red_difference, kOfRed, calming.red);
  calm_difference(tile.blue_difference, kOfBlue, calming.blue);
}

}  // namespace lowlight::imaging
