// Noise is taken out of a plane by shrinking the cosine transforms of overlapping blocks.
#pragma once

#include <cstdint>
#include <vector>

#include "imaging/block_lanes.h"
#include "lowlight/imaging/noise_model.h"
#include "lowlight/imaging/plane.h"

namespace lowlight::imaging {

/// One number for each cell (imaging/block_lanes.h) of a plane.
struct ShrinkageCells {
  Plane sensor;  ///< What the sensor's thresholds are multiplied by.
  Plane added;   ///< What JPEG's thresholds are multiplied by.
  Plane share;   ///< What is kept of the whole block, its mean included. Empty for all of it.
};

/// For each 8 × 8 block, coefficient (u, v) ≠ (0, 0) is multiplied by 1 − 1.25·q + 0.25·q², q =
/// min(1, θ/E): θ = t·s + j, s = sensor·thresholds.sensor[max(u, v)], j =
/// added·thresholds.jpeg[max(u, v)], the cells' means over the block, t = 0.4 + 0.6/(1 +
/// (R/1.13)⁸), R the mean over bands 2 to 7 of the band's mean square over its s + 4·j: texture
/// keeps what is as small as noise. E is the mean square of the 3 × 3 coefficients around it (those
/// outside are the nearest inside, the constant one the mean of its two neighbours). Then the block
/// is multiplied by the mean share. Each value becomes the mean over the four blocks that hold it,
/// with weights 1, 3, 5, 7, 7, 5, 3, 1 along both sides of a block: blocks leave no rims. The
/// outermost cells of the plane stay as they are. Sides are multiples of kCell, at least two of
/// them.
void shrink_blocks(Plane& values, const ShrinkageCells& cells, const BandNoise& thresholds);

/// Rows of a plane with the columns 0, 4, 8 … of a row one after the other, then 1, 5, 9 …: the
/// same places of neighbouring blocks lie side by side. `columns` is a multiple of kLanes.
struct PhaseRows {
  PhaseRows(int64_t rows, int64_t columns)
      : stride(columns), lanes(size_t(rows * kCell * columns / kLanes)) {}
  float* at(int64_t row, int64_t phase) {
    return lanes.front().value + (row * kCell + phase) * stride;
  }
  const float* at(int64_t row, int64_t phase) const {
    return lanes.front().value + (row * kCell + phase) * stride;
  }

  /// Whole lines of the cache: what begins elsewhere takes two loads.
  struct alignas(kLanes * sizeof(float)) Line {
    float value[kLanes];
  };
  int64_t stride;
  std::vector<Line> lanes;
};

/// Does what shrink_blocks does with a plane that goes by, one row of cells after the other: it
/// holds two.
class BlockWalk {
 public:
  BlockWalk(int64_t width, const BandNoise& by_band);

  /// The next row of cells: kCell rows of numbers, one after the other in memory.
  void take(const float* rows);

  /// Shrinks the blocks in the two rows of cells that were taken last, which have rows `upper` and
  /// `lower` of `cells`. Then the upper one is done, where it is not the first of the plane.
  void shrink(const ShrinkageCells& cells, int64_t upper, int64_t lower);

  /// Writes the row of cells that is done, without the outermost cells.
  void give(float* rows) const;

 private:
  BandNoise thresholds_;
  int64_t width_, blocks_, chunks_, stride_;  ///< The chunks hold the blocks and a cell more.
  int64_t taken_ = 0;
  PhaseRows rows_, transformed_, here_, beside_, left_, done_;
  std::vector<float> sensor_, added_, share_;
};

/// The mean of each cell of `values`.
void fill_cell_means(const Plane& values, Plane& means);

}  // namespace lowlight::imaging
