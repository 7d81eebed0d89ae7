// A bilateral grid of affine colour corrections, sliced at full size.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace lowlight::imaging {

/// width × height × depth cells over (x, y, guide), each a correction of 3 rows (red, green, blue
/// out) by 4 columns (red, green, blue in, constant): Chen, Paris, Durand 2007; Gharbi et al. 2017.
///
/// Cell (i, j, k) sits at x = (i + ½)/width, y = (j + ½)/height, guide = (k + ½)/depth, with the
/// picture and the guide spanning [0, 1]; between cells the corrections are interpolated linearly,
/// beyond the outer ones they stay.
struct AffineGrid {
  int64_t width = 0;
  int64_t height = 0;
  int64_t depth = 0;
  /// [height][width][depth][column][row], the row index padded to 4: 16 numbers a cell.
  std::vector<float> corrections;

  bool empty() const { return corrections.empty(); }
};

/// A piece of one picture row: `count` pixels from column `x` of row `y`, planes apart, values in
/// [0, 1].
struct GridRow {
  int64_t picture_width = 0;
  int64_t picture_height = 0;
  int64_t x = 0;
  int64_t y = 0;
  int64_t count = 0;
};

/// out = in + strength · C(x, y, guide) · (red, green, blue, 1), in place on the three planes. The
/// result is not clamped. It depends on the pixel's place in the picture only, never on how the
/// picture is cut into rows and pieces. An empty grid changes nothing.
void apply_affine_grid(const AffineGrid& grid,
                       const GridRow& row,
                       float strength,
                       const float* guide,
                       std::array<float*, 3> planes);

}  // namespace lowlight::imaging
