// The inner loops of block shrinkage: many blocks side by side, one to a lane.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "imaging/cosine_transform.h"

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

/// What the lanes' blocks are shrunk by.
struct LaneNoise {
  float threshold[kBlockSide][kLanes];  ///< By band, nine times: for sums of nine squares.
  float share[kLanes];
};

/// kLanes neighbouring blocks, transformed along their columns, shrunk, transformed back, weighted
/// and added to `sums`. `in` and `sums` are 8 × 4 rows, `stride` apart: for each row of
/// coefficients that transform_down has made the columns 0, 4, 8 … from the first block's on, then
/// 1, 5, 9 …. kLanes + 1 numbers of each row are read and added to.
void shrink_lanes(const float* in, int64_t stride, const LaneNoise& noise, float* sums);

/// The rows that eight transformed ones come from, weighted: the upper half, with what the block
/// above has left in `left`, to `done`; the lower half to `left`. All rows lie `stride` apart.
void transform_up(const float* in, int64_t count, int64_t stride, float* left, float* done);

}  // namespace lowlight::imaging
