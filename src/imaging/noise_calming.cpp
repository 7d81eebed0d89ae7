#include "lowlight/imaging/noise_calming.h"

#include <algorithm>
#include <array>
#include <vector>

#include "imaging/guided_filter.h"
#include "imaging/vectorise.h"
#include "lowlight/core/check.h"

namespace lowlight::imaging {
namespace {

constexpr int64_t kFineRadius = 1;
constexpr int64_t kCoarseRadius = 4;
constexpr int64_t kHalfSizeRadius = 2;
constexpr float kMeaninglessColour = 14, kColourFade = 10;

LOWLIGHT_VECTORISE
void evaluate_lines(
    const float* slope, const float* offset, const float* guide, int64_t count, float* out) {
  for (int64_t i = 0; i < count; ++i) out[i] = slope[i] * guide[i] + offset[i];
}

LOWLIGHT_VECTORISE
void evaluate_own_lines(const float* slope, const float* offset, int64_t count, float* value) {
  for (int64_t i = 0; i < count; ++i) value[i] = slope[i] * value[i] + offset[i];
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

Plane half(const Plane& plane) {
  Plane result(plane.width / 2, plane.height / 2);
  halve(plane, result);
  return result;
}

/// The line value ≈ slope·guide + offset of each pixel.
struct Lines {
  Plane slope;
  Plane offset;
};

/// difference ← slope·guide + offset with half-size lines read bilinearly, faded by the gain.
void apply_half_size_lines(const Lines& lines,
                           const Plane& guide,
                           const Plane& gain,
                           Plane& difference) {
  std::vector<float> scratch(size_t(lines.slope.width));
  std::vector<float> slope(size_t(guide.width)), offset(size_t(guide.width));
  for (int64_t y = 2; y < guide.height - 2; ++y) {
    const int64_t near_row = y / 2, far_row = near_row + (y % 2 == 0 ? -1 : 1);
    const auto upsample = [&](const Plane& plane, std::vector<float>& out) {
      upsample_row(
          plane.row(near_row), plane.row(far_row), plane.width, scratch.data(), out.data());
    };
    upsample(lines.slope, slope);
    upsample(lines.offset, offset);
    evaluate_lines(slope.data(), offset.data(), guide.row(y), guide.width, difference.row(y));
    fade_colour(gain.row(y), guide.width, difference.row(y));
  }
}

/// The luma guided by itself, in place, at full size: lines from half size would bleed across
/// edges.
void calm_luma(Plane& luma, int64_t radius, const Plane& gain, double variance) {
  guided_filter({luma, {&luma}, gain, radius, variance},
                [&](int64_t y, size_t, const float* slope, const float* offset) {
                  const int64_t first = 2 * radius, count = luma.width - 4 * radius;
                  evaluate_own_lines(slope + first, offset + first, count, luma.row(y) + first);
                });
}

void calm_differences(CalmingTile& tile, double variance) {
  const Plane luma = half(tile.luma), gain = half(tile.gain);
  const Plane red = half(tile.red_difference), blue = half(tile.blue_difference);
  const Lines empty{Plane(luma.width, luma.height), Plane(luma.width, luma.height)};
  std::array<Lines, 2> lines{empty, empty};
  guided_filter({luma, {&red, &blue}, gain, kHalfSizeRadius, variance},
                [&](int64_t y, size_t value, const float* slope, const float* offset) {
                  std::copy(slope, slope + luma.width, lines[value].slope.row(y));
                  std::copy(offset, offset + luma.width, lines[value].offset.row(y));
                });
  apply_half_size_lines(lines[0], tile.luma, tile.gain, tile.red_difference);
  apply_half_size_lines(lines[1], tile.luma, tile.gain, tile.blue_difference);
}

}  // namespace

void calm_noise(CalmingTile& tile, const NoiseCalming& calming) {
  LOWLIGHT_CHECK(tile.luma.width % 2 == 0 && tile.luma.height % 2 == 0,
                 "calm_noise: tiles must have even sides, got ",
                 tile.luma.width,
                 " x ",
                 tile.luma.height);
  constexpr double kSquareCode = 1.0 / (255 * 255);
  calm_luma(tile.luma, kFineRadius, tile.gain, calming.fine * kSquareCode);
  calm_differences(tile, calming.colour * kSquareCode);
  if (calming.coarse > 0)
    calm_luma(tile.luma, kCoarseRadius, tile.gain, calming.coarse * kSquareCode);
}

}  // namespace lowlight::imaging
