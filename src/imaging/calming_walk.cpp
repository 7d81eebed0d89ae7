#include "imaging/calming_walk.h"

#include <algorithm>
#include <array>

#include "lowlight/core/vectorise.h"

namespace lowlight::imaging {
namespace {

[[gnu::always_inline]] inline int32_t place_of_value(float value) {
  return int32_t(std::min(std::max(255 * value + 0.5f, 0.f), 255.f));
}

/// What each colour's table adds, Σ share · table[place], times the square of the exposure; for
/// `count` cells.
LOWLIGHT_VECTORISE
void look_up_noise(const float* greys,
                   const float* reds,
                   const float* blues,
                   const float* exposures,
                   int64_t count,
                   const Shares& shares,
                   const float* table,
                   float* __restrict noise) {
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
void fill_kept_colour(const float* greys,
                      const float* exposures,
                      int64_t count,
                      const float* slope,
                      float* __restrict share) {
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

void halve(const CellLight& light, CellLight& half) {
  halve(light.grey, half.grey);
  halve(light.red_difference, half.red_difference);
  halve(light.blue_difference, half.blue_difference);
  halve(light.exposure, half.exposure);
}

}  // namespace

CalmedPlane::CalmedPlane(int64_t width,
                         const Shares& shares,
                         const BandNoise& thresholds,
                         const NoiseCalming& calming)
    : calming_(calming),
      shares_(shares),
      thresholds_(thresholds),
      cells_{Plane(width / kCell, 2), Plane(width / kCell, 2), {}},
      rows_(width) {
  const bool fades = shares != kOfGrey && loses_colour(calming);
  if (fades) cells_.share = Plane(width / kCell, 2);
  // What is skipped is decided for the whole photo: skipping changes the last bits, and strips of
  // any size are to make the same picture.
  if (shares == kOfGrey || fades || !is_zero(thresholds)) blocks_.emplace(width, thresholds);
}

/// What is multiplied by thresholds of 0 is left at 0.
void CalmedPlane::fill_cells(const CellLight& light, int64_t row, int64_t to) {
  const float *grey = light.grey.row(row), *exposure = light.exposure.row(row);
  const int64_t count = light.grey.width;
  const auto look_up = [&](const std::array<float, 256>& table, Plane& out) {
    look_up_noise(grey,
                  light.red_difference.row(row),
                  light.blue_difference.row(row),
                  exposure,
                  count,
                  shares_,
                  table.data(),
                  out.row(to));
  };
  if (!is_zero(thresholds_.sensor)) look_up(calming_.sensor, cells_.sensor);
  if (!is_zero(thresholds_.jpeg)) look_up(calming_.added, cells_.added);
  if (!cells_.share.values.empty())
    fill_kept_colour(grey, exposure, count, calming_.slope.data(), cells_.share.row(to));
}

void CalmedPlane::take(const Plane& rows, const CellLight& light) {
  for (int64_t row = 0; row < light.grey.height; ++row, ++taken_) {
    const float* in = rows.row(kCell * row);
    if (!blocks_) {
      std::copy_n(in, kCell * rows.width, rows_.row(kCell * taken_));
      continue;
    }
    const int64_t lower = taken_ % 2, upper = 1 - lower;
    fill_cells(light, row, lower);
    blocks_->take(in);
    if (taken_ == 0) continue;
    blocks_->shrink(cells_, upper, lower);
    blocks_->give(rows_.row(kCell * (taken_ - 1)));
  }
}

CalmingWalk::CalmingWalk(int64_t width, const NoiseCalming& calming)
    : light_(width / kCell, kCalmingGrid / kCell),
      of_half_size_(width / kCell / 2, kCalmingGrid / kCell / 2),
      grey_(width, kOfGrey, calming.grey, calming),
      red_(width / 2, kOfRed, calming.red, calming),
      blue_(width / 2, kOfBlue, calming.blue, calming) {}

void CalmingWalk::take(const CalmingTile& rows) {
  fill_cell_means(rows.grey, light_.grey);
  halve(rows.red_difference, light_.red_difference);
  halve(rows.blue_difference, light_.blue_difference);
  light_.exposure = rows.exposure;
  halve(light_, of_half_size_);
  grey_.take(rows.grey, light_);
  red_.take(rows.red_difference, of_half_size_);
  blue_.take(rows.blue_difference, of_half_size_);
  taken_ += kCalmingGrid;
}

}  // namespace lowlight::imaging
