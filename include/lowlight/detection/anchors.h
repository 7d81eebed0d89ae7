// The boxes that a detector starts from.
#pragma once

#include <cstdint>
#include <vector>

#include "lowlight/detection/boxes.h"

namespace lowlight::detection {

/// One map of a detector: at each of its cells stand square anchors of these sides.
struct AnchorLevel {
  int64_t stride = 8;         ///< pixels from cell to cell
  std::vector<double> sides;  ///< in pixels
  double place = 0.5;         ///< of the anchor's centre in its cell: 0.5 = in its middle
};

/// All anchors of a picture, level by level, row by row, cell by cell, in the order of `sides`:
/// [A], float. A map has ⌈height/stride⌉ × ⌈width/stride⌉ cells. The centre of cell (i, j) is
/// ((j + place) · stride, (i + place) · stride).
ManyCentres<Pixels> anchors_of(const std::vector<AnchorLevel>& levels, PictureSize picture);

}  // namespace lowlight::detection
