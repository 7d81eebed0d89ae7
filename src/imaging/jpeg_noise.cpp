#include "imaging/jpeg_noise.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "imaging/cosine_transform.h"

namespace lowlight::imaging {
namespace {

// In codes: noise by steps below is that of rounding.
constexpr float kSmallestStep = 2.2f;
constexpr size_t kFewest = 20;
// The share of coefficients in the gap beside those at the step, where there are no steps: 1.25.
constexpr double kEmptyGap = 0.35;

using Steps = std::array<float, kNoiseBands>;

/// The 10 % point; 0 where there are too few or it is too small.
float smallest_size(std::vector<float> sizes) {
  if (sizes.size() < kFewest) return 0;
  const auto place = sizes.begin() + long(sizes.size() / 10);
  std::ranges::nth_element(sizes, place);
  return *place < kSmallestStep ? 0 : *place;
}

/// The step of one coefficient, 0 where it shows none.
float step_of(const std::vector<float>& sizes) {
  const float step = smallest_size(sizes);
  if (step == 0) return 0;
  const auto between = [&](float low, float high) {
    return double(std::ranges::count_if(
        sizes, [&](float size) { return size > low * step && size < high * step; }));
  };
  return between(1.25f, 1.75f) < kEmptyGap * between(0.8f, 1.2f) ? step : 0;
}

/// The mean step of each band of luma where a third of its coefficients show one.
Steps luma_steps(const JpegCoefficients& coefficients) {
  Steps sums{}, counts{};
  for (size_t i = 1; i < 64; ++i) {
    const float step = step_of(coefficients.luma[i]);
    const size_t band = std::max(i / 8, i % 8);
    sums[band] += step;
    counts[band] += step > 0 ? 1.f : 0.f;
  }
  Steps steps{};
  for (size_t band = 1; band < steps.size(); ++band) {
    if (3 * counts[band] >= float(2 * band + 1) || (band >= 3 && counts[band] >= 2))
      steps[band] = sums[band] / counts[band];
  }
  return steps;
}

/// Bands whose coefficients are all zero have at least the step of the band below. Below the first
/// that shows a step there is none to be seen: a JPEG of high quality has large ones in its fine
/// bands alone.
BandEnergies noise_of_steps(Steps steps, float scale) {
  for (size_t band = 2; band < steps.size(); ++band) {
    if (steps[band] == 0) steps[band] = steps[band - 1];
  }
  steps[0] = steps[1];
  for (float& step : steps) step *= scale / (2 * std::numbers::sqrt3_v<float>);
  return steps;
}

Steps colour_steps(const std::array<std::vector<float>, kNoiseBands>& sizes) {
  Steps steps{};
  for (size_t band = 1; band < steps.size(); ++band) steps[band] = smallest_size(sizes[band]);
  return steps;
}

}  // namespace

bool measure_jpeg_noise(const JpegCoefficients& coefficients, NoiseModel& model) {
  const Steps steps = luma_steps(coefficients);
  if (std::ranges::count_if(steps, [](float step) { return step > 0; }) < 2) return false;
  model.grey.jpeg = noise_of_steps(steps, 1);
  model.red.jpeg = noise_of_steps(colour_steps(coefficients.red), kRedOfCr);
  model.blue.jpeg = noise_of_steps(colour_steps(coefficients.blue), kBlueOfCb);
  return true;
}

}  // namespace lowlight::imaging
