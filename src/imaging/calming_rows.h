// Rows of colours to the planes that noise is calmed in, and back.
#pragma once

#include <cstdint>
#include <vector>

#include "imaging/pixel_rows.h"
#include "lowlight/imaging/noise_calming.h"

namespace lowlight::imaging {

/// Fills rows 2i and 2i + 1 of the tile's grey and row i of its differences, whose pixels are means
/// of 2 × 2, from two rows of colours as wide as the tile.
void split_colours(const ColourRows& upper, const ColourRows& lower, int64_t i, CalmingTile& tile);

/// Fills row j of the tile's exposure with means of 4 × 4 factors.
void fill_exposure(const std::array<const float*, 4>& factors, int64_t j, CalmingTile& tile);

/// Joins rows of calmed planes again.
class ColourJoiner {
 public:
  /// `count` pixels from column `first` on, which is even and not 0. The planes have two columns
  /// more.
  ColourJoiner(int64_t first, int64_t count);

  /// The colours of row y, neither the first nor the last: grey at its place, differences read
  /// linearly between the centres of the four nearest 2 × 2. One number more may be written where
  /// `count` is odd. `Rows` has row(y).
  template <class Rows>
  void join(
      const Rows& grey, const Rows& reds, const Rows& blues, int64_t y, const ColourRows& colours) {
    const int64_t nearer = y / 2, farther = nearer + (y % 2 == 0 ? -1 : 1);
    mix(reds.row(nearer), reds.row(farther), reds_);
    mix(blues.row(nearer), blues.row(farther), blues_);
    join_mixed(grey.row(y), colours);
  }

 private:
  void mix(const float* nearer, const float* farther, std::vector<float>& mixed) const;
  void join_mixed(const float* grey, const ColourRows& colours) const;

  int64_t first_, pairs_;
  std::vector<float> reds_, blues_;  ///< Mixed of two rows, a cell more on both sides.
};

}  // namespace lowlight::imaging
