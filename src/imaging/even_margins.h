// Frames and bars around a picture.
#pragma once

#include <cstdint>
#include <vector>

namespace lowlight::imaging {

/// Rows [top, bottom) and columns [left, right) of a grid of cells.
struct GridPart {
  int64_t top = 0, bottom = 0, left = 0, right = 0;

  bool holds(int64_t row, int64_t column) const {
    return row >= top && row < bottom && column >= left && column < right;
  }
};

/// The part of a grid, row by row, that is left without the frames and bars around it: outer rows
/// and columns at least half of whose cells have one and the same shade (a caption has letters). A
/// cell that is not even has a shade below 0. The whole grid where nothing would be left.
GridPart without_even_margins(const std::vector<float>& shades, int64_t rows, int64_t columns);

}  // namespace lowlight::imaging
