// Noise is taken out of a plane by shrinking the cosine transforms of overlapping blocks.
#pragma once

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

/// The mean of each cell.
Plane cell_means(const Plane& values);

}  // namespace lowlight::imaging
