// Small maps that span a picture, read bilinearly row by row.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "lowlight/imaging/plane.h"

namespace lowlight::imaging {

/// Where pixel `i` of `pixels` stands among `cells` cells: that of a pixel's middle, from 0, the
/// middle of the first cell, to cells − 1.
float place_among(int64_t cells, float pixels, int64_t i);

/// The rows of a map, stretched over columns [first, first + count) of a picture that is `pixels`
/// wide. Fastest where rows follow each other. The map must outlive it.
class StretchedRows {
 public:
  StretchedRows(const Plane& map, float pixels, int64_t first, int64_t count);

  /// Row `row` of the map; row + 1 may be asked for before it is used, no other.
  const float* row(int64_t row);

 private:
  struct Stretched {
    int64_t row = -1;
    std::vector<float> cells, values;
  };

  const Plane& map_;
  int64_t first_cell_ = 0;
  std::vector<int32_t> cells_;     ///< The cell left of each column, from the first one on,
  std::vector<float> weights_;     ///< and how far the column is on the way to the next.
  std::array<Stretched, 2> rows_;  ///< Even and odd ones.
};

/// A map, stretched over a picture of `across` × `down` pixels, in columns [first, first + count).
/// The map must outlive it.
class StretchedMap {
 public:
  StretchedMap(const Plane& map, float across, float down, int64_t first, int64_t count);

  /// Adds the map along row y of the picture to `count` numbers. Fastest where rows follow each
  /// other.
  void add(int64_t y, float* values);

 private:
  int64_t cells_down_, count_;
  float down_;
  StretchedRows rows_;
};

}  // namespace lowlight::imaging
