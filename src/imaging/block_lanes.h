// The inner loops of block shrinkage: many blocks side by side, one to a lane.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "imaging/cosine_transform.h"
#include "lowlight/imaging/noise_model.h"

namespace lowlight::imaging {

/// Blocks begin at every fourth row and column. A cell is what lies between.
inline constexpr int64_t kCell = 4;

/// As many blocks as are worked on at once: whole vectors, few enough that their coefficients stay
/// in the first-level cache.
inline constexpr int64_t kLanes = 16;

using RowsOfEight = std::array<const float*, size_t(kBlockSide)>;

/// out[u] ← the transform down the eight rows, `count` columns of them (a multiple of kLanes). The
/// rows of `out` lie `stride` apart.
void transform_down(const RowsOfEight& in, int64_t count, float* out, int64_t stride);

/// What the lanes' blocks are shrunk by: the threshold of a band is share · sensor ·
/// thresholds.sensor + added · thresholds.jpeg, the share of texture (imaging/block_shrinkage.h).
struct LaneNoise {
  const BandNoise& thresholds;
  const float *sensor, *added;  ///< Of each lane.
  const float* share;           ///< What is kept of each lane's block; nullptr for all of it.
};

/// kLanes neighbouring blocks, transformed along their columns, shrunk and transformed back: the
/// left half of each to its place in `here`, the right half to that in `beside`.
/// `in`, `here` and `beside` are 8 × 4 rows, `stride` apart: for each row of coefficients that
/// transform_down has made the columns 0, 4, 8 … from the first block's on, then 1, 5, 9 ….
/// kLanes + 1 numbers of each row are read.
void shrink_lanes(
    const float* in, int64_t stride, const LaneNoise& noise, float* here, float* beside);

/// The rows that eight transformed ones, the weighted sum of column `phase` of a block `here` and
/// of column phase + 4 of the one `beside`, come from, weighted again: the upper half, with what
/// the block above has left in `left`, to `done`; the lower half to `left`. The weights of a
/// block's columns and rows are 1, 3, 5, 7, 7, 5, 3, 1 eighths. All rows lie `stride` apart.
void transform_up(const float* here,
                  const float* beside,
                  int64_t phase,
                  int64_t count,
                  int64_t stride,
                  float* left,
                  float* done);

}  // namespace lowlight::imaging
