#include "lowlight/metrics/noise.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "lowlight/core/check.h"
#include "metrics/planes.h"

namespace lowlight::metrics {
namespace {

constexpr int64_t kArea = kPatch * kPatch;
// Patches of mean luma outside of this range, or with less noise than this, say nothing about
// noise.
constexpr double kDarkest = 6.0, kBrightest = 160.0, kLeastNoise = 0.8;
constexpr double kDarkestChannel = 4.0, kMostBlack = 0.05;
constexpr uint8_t kClipped = 250;

using Patch = std::array<double, kArea>;

/// Calls visit(place in the patch, place in the picture) for the pixels of a patch.
template <class Visit>
void for_each_pixel(const Planes& image, int64_t patch, Visit&& visit) {
  const int64_t across = image.width / kPatch;
  const int64_t corner = patch / across * kPatch * image.width + patch % across * kPatch;
  for (int64_t y = 0; y < kPatch; ++y) {
    for (int64_t x = 0; x < kPatch; ++x) visit(y * kPatch + x, corner + y * image.width + x);
  }
}

Patch channel_of(const Planes& image, int64_t patch, int64_t c) {
  Patch values;
  for_each_pixel(
      image, patch, [&](int64_t at, int64_t i) { values[size_t(at)] = image.plane(c)[i]; });
  return values;
}

Patch luma_of(const Planes& image, int64_t patch) {
  Patch values;
  for_each_pixel(image, patch, [&](int64_t at, int64_t i) { values[size_t(at)] = image.luma(i); });
  return values;
}

double mean_of(const Patch& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / double(kArea);
}

/// The values less their best plane. Seen from the middle of the patch 1, x and y are orthogonal.
Patch without_plane(const Patch& values) {
  constexpr double kMiddle = (kPatch - 1) / 2.0;
  constexpr double kSquares = double(kArea) * (kPatch * kPatch - 1) / 12.0;  // Σ (x − middle)²
  const double mean = mean_of(values);
  double slope_x = 0, slope_y = 0;
  for (int64_t i = 0; i < kArea; ++i) {
    slope_x += values[size_t(i)] * (double(i % kPatch) - kMiddle) / kSquares;
    slope_y += values[size_t(i)] * (double(i / kPatch) - kMiddle) / kSquares;
  }
  Patch rest;
  for (int64_t i = 0; i < kArea; ++i) {
    rest[size_t(i)] = values[size_t(i)] - mean - slope_x * (double(i % kPatch) - kMiddle) -
                      slope_y * (double(i / kPatch) - kMiddle);
  }
  return rest;
}

double mean_square(const Patch& values) {
  double sum = 0;
  for (const double value : values) sum += value * value;
  return sum / double(kArea);
}

/// The deviation of the 16 means of 4 × 4 pixels.
double slow_deviation(const Patch& rest) {
  std::array<double, 16> means{};
  for (int64_t i = 0; i < kArea; ++i) {
    means[size_t(i / kPatch / 4 * 4 + i % kPatch / 4)] += rest[size_t(i)] / 16.0;
  }
  double sum = 0, squares = 0;
  for (const double mean : means) {
    sum += mean;
    squares += mean * mean;
  }
  return std::sqrt(std::max(0.0, squares / 16.0 - sum / 16.0 * (sum / 16.0)));
}

bool exposed(const Planes& image, int64_t patch) {
  int64_t black = 0, clipped = 0;
  double darkest = 255.0;
  for (int64_t c = 0; c < 3; ++c) {
    const Patch values = channel_of(image, patch, c);
    darkest = std::min(darkest, mean_of(values));
    for (const double value : values) {
      black += value == 0.0;
      clipped += value >= kClipped;
    }
  }
  return darkest >= kDarkestChannel && double(black) / (3.0 * kArea) < kMostBlack && clipped == 0;
}

struct Candidate {
  int64_t patch;
  double structure;
};

double noise_of(const Planes& image, int64_t patch) {
  double squares = 0;
  for (int64_t c = 0; c < 3; ++c)
    squares += mean_square(without_plane(channel_of(image, patch, c)));
  return std::sqrt(squares / 3.0);
}

}  // namespace

std::vector<int64_t> flat_patches(const at::Tensor& dark, int64_t keep) {
  const Planes image = planes_of(dark, "flat_patches");
  const int64_t count = (image.height / kPatch) * (image.width / kPatch);
  std::vector<Candidate> candidates;
  for (int64_t patch = 0; patch < count; ++patch) {
    const Patch luma = luma_of(image, patch);
    const double mean = mean_of(luma);
    if (mean < kDarkest || mean > kBrightest || !exposed(image, patch)) continue;
    const Patch rest = without_plane(luma);
    const double deviation = std::sqrt(mean_square(rest));
    if (deviation < kLeastNoise) continue;
    candidates.push_back({patch, slow_deviation(rest) / deviation});
  }
  std::ranges::stable_sort(candidates, {}, &Candidate::structure);
  candidates.resize(size_t(std::clamp<int64_t>(keep, 0, int64_t(candidates.size()) / 4)));
  std::vector<int64_t> patches;
  for (const auto& candidate : candidates) patches.push_back(candidate.patch);
  return patches;
}

NoiseGain noise_gain(const at::Tensor& input,
                     const at::Tensor& output,
                     const std::vector<int64_t>& patches) {
  const Planes in = planes_of(input, "noise_gain"), out = planes_of(output, "noise_gain");
  require_same_size(in, out, "noise_gain");
  const int64_t count = (in.height / kPatch) * (in.width / kPatch);
  // In codes; keeps the ratio finite where a patch of the output is black.
  constexpr double kLeast = 1e-6;
  NoiseGain result;
  for (const int64_t patch : patches) {
    LOWLIGHT_CHECK(
        patch >= 0 && patch < count, "noise_gain: a patch must be below ", count, ", got ", patch);
    const double before = noise_of(in, patch) / std::max(mean_of(luma_of(in, patch)), kLeast);
    const double noise = noise_of(out, patch);
    const double after = noise / std::max(mean_of(luma_of(out, patch)), kLeast);
    result.gains.push_back(after / std::max(before, kLeast));
    result.deviations.push_back(noise);
  }
  return result;
}

}  // namespace lowlight::metrics
