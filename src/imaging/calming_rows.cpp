#include "imaging/calming_rows.h"

#include "lowlight/core/vectorise.h"

namespace lowlight::imaging {
namespace {

constexpr float kRed = kGreyWeights[0], kGreen = kGreyWeights[1], kBlue = kGreyWeights[2];

LOWLIGHT_VECTORISE
void to_grey(const float* red, const float* green, const float* blue, int64_t count, float* grey) {
  for (int64_t i = 0; i < count; ++i) grey[i] = kRed * red[i] + kGreen * green[i] + kBlue * blue[i];
}

/// The means of 2 × 2 of a colour less grey.
LOWLIGHT_VECTORISE
void to_difference(const float* upper,
                   const float* lower,
                   const float* upper_grey,
                   const float* lower_grey,
                   int64_t pairs,
                   float* __restrict out) {
  for (int64_t i = 0; i < pairs; ++i) {
    const float colour = upper[2 * i] + upper[2 * i + 1] + lower[2 * i] + lower[2 * i + 1];
    const float grey =
        upper_grey[2 * i] + upper_grey[2 * i + 1] + lower_grey[2 * i] + lower_grey[2 * i + 1];
    out[i] = 0.25f * (colour - grey);
  }
}

LOWLIGHT_VECTORISE
void mean_of_fours(const std::array<const float*, 4>& rows, int64_t cells, float* __restrict out) {
  const float *a = rows[0], *b = rows[1], *c = rows[2], *d = rows[3];
  for (int64_t i = 0; i < cells; ++i) {
    float sum = 0;
    for (int64_t k = 4 * i; k < 4 * i + 4; ++k) sum += a[k] + b[k] + c[k] + d[k];
    out[i] = sum / 16;
  }
}

LOWLIGHT_VECTORISE
void mix_rows(const float* nearer, const float* farther, int64_t count, float* __restrict out) {
  for (int64_t i = 0; i < count; ++i) out[i] = 0.75f * nearer[i] + 0.25f * farther[i];
}

/// Two pixels for each cell of a mixed row of differences, which begins a cell before.
LOWLIGHT_VECTORISE
void join_row(const float* grey,
              const float* reds,
              const float* blues,
              int64_t pairs,
              float* __restrict red,
              float* __restrict green,
              float* __restrict blue) {
  for (int64_t i = 0; i < pairs; ++i) {
    const float r = 0.75f * reds[i + 1], left_red = r + 0.25f * reds[i];
    const float right_red = r + 0.25f * reds[i + 2];
    const float b = 0.75f * blues[i + 1], left_blue = b + 0.25f * blues[i];
    const float right_blue = b + 0.25f * blues[i + 2];
    const float left = grey[2 * i], right = grey[2 * i + 1];
    red[2 * i] = left + left_red;
    red[2 * i + 1] = right + right_red;
    green[2 * i] = left - (kRed / kGreen) * left_red - (kBlue / kGreen) * left_blue;
    green[2 * i + 1] = right - (kRed / kGreen) * right_red - (kBlue / kGreen) * right_blue;
    blue[2 * i] = left + left_blue;
    blue[2 * i + 1] = right + right_blue;
  }
}

}  // namespace

void split_colours(const ColourRows& upper, const ColourRows& lower, int64_t i, CalmingTile& tile) {
  const int64_t width = tile.grey.width;
  float *upper_grey = tile.grey.row(2 * i), *lower_grey = tile.grey.row(2 * i + 1);
  to_grey(upper[0], upper[1], upper[2], width, upper_grey);
  to_grey(lower[0], lower[1], lower[2], width, lower_grey);
  float *red = tile.red_difference.row(i), *blue = tile.blue_difference.row(i);
  to_difference(upper[0], lower[0], upper_grey, lower_grey, width / 2, red);
  to_difference(upper[2], lower[2], upper_grey, lower_grey, width / 2, blue);
}

void fill_exposure(const std::array<const float*, 4>& factors, int64_t j, CalmingTile& tile) {
  mean_of_fours(factors, tile.exposure.width, tile.exposure.row(j));
}

ColourJoiner::ColourJoiner(int64_t first, int64_t count)
    : first_(first), pairs_((count + 1) / 2), reds_(size_t(pairs_ + 2)), blues_(reds_.size()) {}

void ColourJoiner::mix(const float* nearer, const float* farther, std::vector<float>& mixed) const {
  const int64_t column = first_ / 2 - 1;
  mix_rows(nearer + column, farther + column, pairs_ + 2, mixed.data());
}

void ColourJoiner::join_mixed(const float* grey, const ColourRows& colours) const {
  join_row(grey + first_, reds_.data(), blues_.data(), pairs_, colours[0], colours[1], colours[2]);
}

}  // namespace lowlight::imaging
