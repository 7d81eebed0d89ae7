#include "imaging/calming_walk.h"

#include <algorithm>
#include <array>

#include "lowlight/core/vectorise.h"

namespace lowlight::imaging {
namespace {

[[gnu::always_inline]] inline int32_t place_of_value(float value) {
  return int32_t(std::min(std::max(255 * value + 0.5f, 0.f), 255.f));
}

/// The places of red, green and blue in a table of what is over brightened values.
LOWLIGHT_VECTORISE
void find_places(const float* greys,
                 const float* reds,
                 const float* blues,
                 int64_t count,
                 uint16_t* of_red,
                 uint16_t* of_green,
                 uint16_t* __restrict of_blue) {
  for (int64_t i = 0; i < count; ++i) {
    const float grey = greys[i], red = reds[i], blue = blues[i];
    const float green = -(kGreyWeights[0] * red + kGreyWeights[2] * blue) / kGreyWeights[1];
    of_red[i] = uint16_t(place_of_value(grey + red));
    of_green[i] = uint16_t(place_of_value(grey + green));
    of_blue[i] = uint16_t(place_of_value(grey + blue));
  }
}

/// Σ share · what was found for the colour, times the square of the exposure.
LOWLIGHT_VECTORISE
void sum_noise(const float* of_red,
               const float* of_green,
               const float* of_blue,
               const float* exposures,
               const Shares& shares,
               int64_t count,
               float* __restrict noise) {
  for (int64_t i = 0; i < count; ++i) {
    const float exposure = std::min(exposures[i], 1.f);
    noise[i] = exposure * exposure *
               (shares[0] * of_red[i] + shares[1] * of_green[i] + shares[2] * of_blue[i]);
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
      sensor_({calming.sensor.begin(), calming.sensor.end()}),
      added_({calming.added.begin(), calming.added.end()}),
      shares_(shares),
      thresholds_(thresholds),
      places_(size_t(3 * width / kCell)),
      found_(places_.size()),
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
  const auto places = [&](size_t colour) { return places_.data() + int64_t(colour) * count; };
  const auto found = [&](size_t colour) { return found_.data() + int64_t(colour) * count; };
  find_places(grey,
              light.red_difference.row(row),
              light.blue_difference.row(row),
              count,
              places(0),
              places(1),
              places(2));
  const auto look_up = [&](const CodeTable<float>& table, Plane& out) {
    for (size_t colour = 0; colour < 3; ++colour)
      table.look_up(places(colour), count, found(colour));
    sum_noise(found(0), found(1), found(2), exposure, shares_, count, out.row(to));
  };
  if (!is_zero(thresholds_.sensor)) look_up(sensor_, cells_.sensor);
  if (!is_zero(thresholds_.jpeg)) look_up(added_, cells_.added);
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
