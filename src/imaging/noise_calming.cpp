#include "lowlight/imaging/noise_calming.h"

#include <algorithm>

#include "lowlight/core/check.h"
#include "lowlight/imaging/vectorise.h"

namespace lowlight::imaging {
namespace {

constexpr int64_t kFineRadius = 1;
constexpr int64_t kCoarseRadius = 4;
constexpr int64_t kHalfSizeRadius = 2;
// Below this the quotient of two variances of single-precision means is rounding.
constexpr float kTinyVariance = 1e-6f;
constexpr float kMeaninglessColour = 14, kColourFade = 10;

LOWLIGHT_VECTORISE
void multiply(const float* a, const float* b, int64_t count, float* out) {
  for (int64_t i = 0; i < count; ++i) out[i] = a[i] * b[i];
}

/// slope = (mean(g·v) − mean(g)·mean(v)) / (var(g) + ε), offset = mean(v) − slope·mean(g).
LOWLIGHT_VECTORISE
void fit_lines(const float* guide,
               const float* guide_square,
               const float* value,
               const float* product,
               const float* added_noise,
               float noise,
               int64_t count,
               float* slope,
               float* offset) {
  for (int64_t i = 0; i < count; ++i) {
    const float variance = std::max(guide_square[i] - guide[i] * guide[i], 0.f);
    const float covariance = product[i] - guide[i] * value[i];
    slope[i] = covariance / (variance + std::max(noise * added_noise[i], kTinyVariance));
    offset[i] = value[i] - slope[i] * guide[i];
  }
}

LOWLIGHT_VECTORISE
void evaluate_lines(
    const float* slope, const float* offset, const float* guide, int64_t count, float* out) {
  for (int64_t i = 0; i < count; ++i) out[i] = slope[i] * guide[i] + offset[i];
}

/// max(gain² − 1, 0).
LOWLIGHT_VECTORISE
void square_excess(const float* gain, int64_t count, float* out) {
  for (int64_t i = 0; i < count; ++i) out[i] = std::max(gain[i] * gain[i] - 1, 0.f);
}

LOWLIGHT_VECTORISE
void fade_colour(const float* gain, int64_t count, float* difference) {
  for (int64_t i = 0; i < count; ++i) {
    const float excess = std::max(gain[i] - kMeaninglessColour, 0.f) / kColourFade;
    difference[i] /= 1 + excess * excess;
  }
}

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

Plane like(const Plane& plane) { return {plane.width, plane.height}; }

Plane half(const Plane& plane) {
  Plane result(plane.width / 2, plane.height / 2);
  halve(plane, result);
  return result;
}

Plane product(const Plane& a, const Plane& b) {
  Plane result = like(a);
  multiply(a.values.data(), b.values.data(), int64_t(a.values.size()), result.values.data());
  return result;
}

/// A guide and its local means.
struct Guide {
  Guide(const Plane& plane, int64_t r, Plane& scratch)
      : values(plane), mean(like(plane)), square_mean(like(plane)), radius(r) {
    box_mean(values, radius, scratch, mean);
    box_mean(product(values, values), radius, scratch, square_mean);
  }
  const Plane& values;
  Plane mean;
  Plane square_mean;
  int64_t radius;
};

/// The averaged lines value ≈ slope·guide + offset around each pixel.
struct Lines {
  Plane slope;
  Plane offset;
};

Lines averaged_lines(const Guide& guide,
                     const Plane& value_mean,
                     const Plane& product_mean,
                     const Plane& added_noise,
                     double variance,
                     Plane& scratch) {
  Plane slope = like(value_mean), offset = like(value_mean);
  fit_lines(guide.mean.values.data(),
            guide.square_mean.values.data(),
            value_mean.values.data(),
            product_mean.values.data(),
            added_noise.values.data(),
            float(variance / (255 * 255)),
            int64_t(slope.values.size()),
            slope.values.data(),
            offset.values.data());
  Lines lines{like(value_mean), like(value_mean)};
  box_mean(slope, guide.radius, scratch, lines.slope);
  box_mean(offset, guide.radius, scratch, lines.offset);
  return lines;
}

/// value ← slope·guide + offset with half-size lines read bilinearly.
void apply_half_size_lines(const Lines& lines, const Plane& guide, Plane& value) {
  std::vector<float> scratch(size_t(lines.slope.width));
  std::vector<float> slope(size_t(guide.width)), offset(size_t(guide.width));
  for (int64_t y = 2; y < guide.height - 2; ++y) {
    const int64_t near_row = y / 2, far_row = near_row + (y % 2 == 0 ? -1 : 1);
    upsample_row(lines.slope.row(near_row),
                 lines.slope.row(far_row),
                 lines.slope.width,
                 scratch.data(),
                 slope.data());
    upsample_row(lines.offset.row(near_row),
                 lines.offset.row(far_row),
                 lines.offset.width,
                 scratch.data(),
                 offset.data());
    evaluate_lines(
        slope.data() + 2, offset.data() + 2, guide.row(y) + 2, guide.width - 4, value.row(y) + 2);
  }
}

/// The luma guided by itself, in place, at full size: lines from half size would bleed across
/// edges.
void calm_luma(Plane& luma, int64_t radius, const Plane& added_noise, double variance) {
  Plane scratch = like(luma);
  const Guide guide(luma, radius, scratch);
  const Lines lines =
      averaged_lines(guide, guide.mean, guide.square_mean, added_noise, variance, scratch);
  for (int64_t y = 0; y < luma.height; ++y) {
    evaluate_lines(lines.slope.row(y), lines.offset.row(y), luma.row(y), luma.width, luma.row(y));
  }
}

void calm_differences(CalmingTile& tile, const Plane& added_noise, double variance) {
  const Plane luma = half(tile.luma), noise = half(added_noise);
  Plane scratch = like(luma);
  const Guide guide(luma, kHalfSizeRadius, scratch);
  for (Plane* difference : {&tile.red_difference, &tile.blue_difference}) {
    const Plane value = half(*difference);
    Plane value_mean = like(value), product_mean = like(value);
    box_mean(value, kHalfSizeRadius, scratch, value_mean);
    box_mean(product(luma, value), kHalfSizeRadius, scratch, product_mean);
    const Lines lines = averaged_lines(guide, value_mean, product_mean, noise, variance, scratch);
    apply_half_size_lines(lines, tile.luma, *difference);
    fade_colour(
        tile.gain.values.data(), int64_t(difference->values.size()), difference->values.data());
  }
}

}  // namespace

void calm_noise(CalmingTile& tile, const NoiseCalming& calming) {
  LOWLIGHT_CHECK(tile.luma.width % 2 == 0 && tile.luma.height % 2 == 0,
                 "calm_noise: tiles must have even sides, got ",
                 tile.luma.width,
                 " x ",
                 tile.luma.height);
  Plane added_noise = like(tile.gain);
  square_excess(
      tile.gain.values.data(), int64_t(tile.gain.values.size()), added_noise.values.data());
  calm_luma(tile.luma, kFineRadius, added_noise, calming.fine);
  calm_differences(tile, added_noise, calming.colour);
  if (calming.coarse > 0) calm_luma(tile.luma, kCoarseRadius, added_noise, calming.coarse);
}

}  // namespace lowlight::imaging
