#include "lowlight/imaging/noise_calming.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "imaging/block_shrinkage.h"
#include "imaging/vectorise.h"
#include "lowlight/core/check.h"

namespace lowlight::imaging {
namespace {

constexpr float kMeaninglessColour = 14, kColourFade = 10;
constexpr float kClean = 0.35f;
// Times the variance. The fine detail of grey is worth more than that of colour: where it is as
// small as JPEG's noise, some of it stays.
constexpr float kOfSensor = 2, kOfJpegGrey = 0.9f, kOfJpegColour = 2;

/// Two pixels of one row, from a half-size map with its cells' centres between pixels: weights ¾
/// and ¼ to each side.
LOWLIGHT_VECTORISE
void upsample_row(
    const float* near_row, const float* far_row, int64_t cells, float* scratch, float* out) {
  for (int64_t x = 0; x < cells; ++x) scratch[x] = 0.75f * near_row[x] + 0.25f * far_row[x];
  for (int64_t x = 1; x < cells - 1; ++x) {
    out[2 * x] = 0.75f * scratch[x] + 0.25f * scratch[x - 1];
    out[2 * x + 1] = 0.75f * scratch[x] + 0.25f * scratch[x + 1];
  }
}

Plane half(const Plane& plane) {
  Plane result(plane.width / 2, plane.height / 2);
  halve(plane, result);
  return result;
}

/// The colours and the gain of the cells of a plane.
struct Light {
  Plane grey, red_difference, blue_difference, gain;
};

Light half(const Light& light) {
  return {
      half(light.grey), half(light.red_difference), half(light.blue_difference), half(light.gain)};
}

/// How much of the variance of a plane each colour's noise makes, were it equal in all.
using Shares = std::array<float, 3>;

/// Of Σ factor·colour.
constexpr Shares shares_of(const Shares& factors) {
  float sum = 0;
  for (const float factor : factors) sum += factor * factor;
  Shares shares{};
  for (size_t c = 0; c < 3; ++c) shares[c] = factors[c] * factors[c] / sum;
  return shares;
}

constexpr Shares kOfGrey = shares_of(kGreyWeights);
constexpr Shares kOfRed = shares_of({1 - kGreyWeights[0], -kGreyWeights[1], -kGreyWeights[2]});
constexpr Shares kOfBlue = shares_of({-kGreyWeights[0], -kGreyWeights[1], 1 - kGreyWeights[2]});

size_t place_of_value(float value) { return size_t(std::clamp(255 * value + 0.5f, 0.f, 255.f)); }

/// What is kept of a difference of colours.
float kept_colour(float gain) {
  const float excess = std::max(gain - kMeaninglessColour, 0.f) / kColourFade;
  return 1 / (1 + excess * excess);
}

float green_difference(float red, float blue) {
  return -(kGreyWeights[0] * red + kGreyWeights[2] * blue) / kGreyWeights[1];
}

ShrinkageCells cells_of(const Light& light, const NoiseCalming& calming, const Shares& shares) {
  const Plane empty(light.grey.width, light.grey.height);
  ShrinkageCells cells{empty, empty, empty};
  const bool colour = shares != kOfGrey;
  for (size_t i = 0; i < light.grey.values.size(); ++i) {
    const float grey = light.grey.values[i], gain = light.gain.values[i];
    const float red = light.red_difference.values[i], blue = light.blue_difference.values[i];
    const std::array<size_t, 3> places{place_of_value(grey + red),
                                       place_of_value(grey + green_difference(red, blue)),
                                       place_of_value(grey + blue)};
    for (size_t c = 0; c < 3; ++c) {
      cells.sensor.values[i] += shares[c] * calming.sensor[places[c]];
      cells.added.values[i] += shares[c] * calming.added[places[c]];
    }
    // The tone's slope is the gain but where the exposure of the place differs.
    const float exposure =
        std::min(gain / std::max(calming.slope[place_of_value(grey)], 1e-3f), 1.f);
    cells.sensor.values[i] *= exposure * exposure;
    cells.added.values[i] *= exposure * exposure;
    cells.share.values[i] = colour ? kept_colour(gain) : 1;
  }
  return cells;
}

void calm_difference(Plane& difference, const ShrinkageCells& cells, const BandNoise& thresholds) {
  Plane small = half(difference);
  shrink_blocks(small, cells, thresholds);
  std::vector<float> scratch(size_t(small.width));
  for (int64_t y = 2; y < difference.height - 2; ++y) {
    const int64_t near_row = y / 2, far_row = near_row + (y % 2 == 0 ? -1 : 1);
    upsample_row(
        small.row(near_row), small.row(far_row), small.width, scratch.data(), difference.row(y));
  }
}

/// Deviations to thresholds.
BandNoise thresholds_of(const BandNoise& noise, float of_sensor, float of_jpeg) {
  BandNoise result;
  for (size_t band = 0; band < result.sensor.size(); ++band) {
    result.sensor[band] = of_sensor * noise.sensor[band] * noise.sensor[band];
    result.jpeg[band] = of_jpeg * noise.jpeg[band] * noise.jpeg[band];
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

/// The variance behind the tone, and behind the cut at black, of grey noise of this deviation in
/// codes: that of one colour, whose noise is larger, times the share that grey has of it.
float variance_at(const std::vector<float>& tone, float code, float deviation) {
  float share = 0;
  for (const float weight : kGreyWeights) share += weight * weight;
  const float of_colour = deviation / std::sqrt(share);
  float weights = 0, sum = 0, squares = 0;
  for (float step = -2.5f; step <= 2.5f; step += 0.25f) {
    const float weight = std::exp(-0.5f * step * step);
    const float value = tone_at(tone, code + step * of_colour);
    weights += weight;
    sum += weight * value;
    squares += weight * value * value;
  }
  const float mean = sum / weights;
  return share * (squares / weights - mean * mean);
}

}  // namespace

NoiseCalming calming_for(const NoiseModel& noise, const std::vector<float>& tone, double amount) {
  NoiseCalming calming;
  const auto slopes = slopes_of(tone);
  const float steepest = *std::ranges::max_element(slopes);
  if (amount == 0 || (!is_noisy(noise) && steepest <= kMeaninglessColour)) return calming;
  calming.any = true;
  const auto times = float(amount);
  calming.grey = thresholds_of(noise.grey, times * kOfSensor, times * kOfJpegGrey);
  calming.red = thresholds_of(noise.red, times * kOfSensor, times * kOfJpegColour);
  calming.blue = thresholds_of(noise.blue, times * kOfSensor, times * kOfJpegColour);
  float code = 0;
  for (size_t value = 0; value < calming.slope.size(); ++value) {
    while (code < 255 && tone_at(tone, code) < float(value) / 255) ++code;
    const float slope = slopes[size_t(code)], level = noise.level[size_t(code)];
    calming.slope[value] = slope;
    calming.added[value] = std::max(slope * slope - 1, 0.f) / (255 * 255);
    calming.sensor[value] =
        std::max(variance_at(tone, code, level) - level * level / (255 * 255), 0.f);
  }
  return calming;
}

void calm_noise(CalmingTile& tile, const NoiseCalming& calming) {
  LOWLIGHT_CHECK(tile.grey.width % kCalmingGrid == 0 && tile.grey.height % kCalmingGrid == 0,
                 "calm_noise: tiles must have sides of multiples of ",
                 kCalmingGrid,
                 ", got ",
                 tile.grey.width,
                 " x ",
                 tile.grey.height);
  const Light light{cell_means(tile.grey),
                    cell_means(tile.red_difference),
                    cell_means(tile.blue_difference),
                    cell_means(tile.gain)};
  const Light of_half_size = half(light);
  shrink_blocks(tile.grey, cells_of(light, calming, kOfGrey), calming.grey);
  calm_difference(tile.red_difference, cells_of(of_half_size, calming, kOfRed), calming.red);
  calm_difference(tile.blue_difference, cells_of(of_half_size, calming, kOfBlue), calming.blue);
}

}  // namespace lowlight::imaging
