#include "lowlight/imaging/noise_calming.h"

#include <algorithm>

#include "lowlight/core/check.h"
#include "lowlight/imaging/vectorise.h"

namespace lowlight::imaging {
namespace {

constexpr int64_t kLumaRadius = 2;
constexpr int64_t kHalfSizeRadius = 2;
// Below this the quotient of two variances is rounding.
constexpr float kTinyVariance = 1e-8f;

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
               const float* noise,
               float noise_factor,
               int64_t count,
               float* slope,
               float* offset) {
  for (int64_t i = 0; i < count; ++i) {
    const float variance = std::max(guide_square[i] - guide[i] * guide[i], 0.f);
    const float covariance = product[i] - guide[i] * value[i];
    slope[i] = covariance / (variance + noise_factor * noise[i] + kTinyVariance);
    offset[i] = value[i] - slope[i] * guide[i];
  }
}

LOWLIGHT_VECTORISE
void evaluate_lines(
    const float* slope, const float* offset, const float* guide, int64_t count, float* out) {
  for (int64_t i = 0; i < count; ++i) out[i] = slope[i] * guide[i] + offset[i];
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
                     const Plane& noise,
                     float noise_factor,
                     Plane& scratch) {
  Plane slope = like(value_mean), offset = like(value_mean);
  fit_lines(guide.mean.values.data(),
            guide.square_mean.values.data(),
            value_mean.values.data(),
            product_mean.values.data(),
            noise.values.data(),
            noise_factor,
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

void calm_differences(CalmingTile& tile) {
  const Plane luma = half(tile.luma), noise = half(tile.noise);
  Plane scratch = like(luma);
  const Guide guide(luma, kHalfSizeRadius, scratch);
  for (Plane* difference : {&tile.red_difference, &tile.blue_difference}) {
    const Plane value = half(*difference);
    Plane value_mean = like(value), product_mean = like(value);
    box_mean(value, kHalfSizeRadius, scratch, value_mean);
    box_mean(product(luma, value), kHalfSizeRadius, scratch, product_mean);
    apply_half_size_lines(
        averaged_lines(guide, value_mean, product_mean, noise, kColourNoise, scratch),
        tile.luma,
        *difference);
  }
}

void calm_luma(CalmingTile& tile) {
  Plane scratch = like(tile.luma);
  const Guide guide(tile.luma, kLumaRadius, scratch);
  const Lines lines =
      averaged_lines(guide, guide.mean, guide.square_mean, tile.noise, 1.f, scratch);
  for (int64_t y = 0; y < tile.luma.height; ++y) {
    evaluate_lines(lines.slope.row(y),
                   lines.offset.row(y),
                   tile.luma.row(y),
                   tile.luma.width,
                   tile.luma.row(y));
  }
}

}  // namespace

void calm_noise(CalmingTile& tile) {
  LOWLIGHT_CHECK(tile.luma.width % 2 == 0 && tile.luma.height % 2 == 0,
                 "calm_noise: tiles must have even sides, got ",
                 tile.luma.width,
                 " x ",
                 tile.luma.height);
  // The differences first: their guide is the luma with its noise, as it was when they were
  // measured.
  calm_differences(tile);
  calm_luma(tile);
}

}  // namespace lowlight::imaging
