// What a 3 × 3 convolution by tiles does for one group of channels of one sample. Private to the
// room.
#pragma once

#include "blocks/conv_group.h"
#include "blocks/winograd_tiles.h"

namespace lowlight::blocks {

/// Planes of a group that tiles are taken from.
struct TilePlanes {
  TilePlanes(const GroupShape& group, PaddingMode mode);

  int64_t in, out;
  BorderedPlanes maps;      ///< for the outputs
  BorderedPlanes gradient;  ///< of the outputs, with a margin of 2, for that of the maps
  BorderedPlanes slopes;    ///< of the outputs, for the kernels' gradient
  BorderedPlanes bordered;  ///< maps with their border, as their gradient comes
};

/// Whether a group's kernels are of 3 × 3 neighbours and large enough that tiles are quicker.
bool is_for_tiles(const GroupShape& group);

/// y [out, h, w] of x [in, H, W]; `bias` may be null.
template <class T>
void convolve_by_tiles(const TilePlanes& shape, const T* x, const T* weight, const T* bias, T* y);

/// The gradients for that of y; either of the results may be null.
template <class T>
void gradients_by_tiles(
    const TilePlanes& shape, const T* gradient, const T* x, const T* weight, T* of_x, T* of_weight);

}  // namespace lowlight::blocks
