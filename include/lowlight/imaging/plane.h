// A plane of floats, the working form of one colour of one tile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lowlight::imaging {

/// width × height numbers, rows without gaps.
struct Plane {
  Plane() = default;
  Plane(int64_t w, int64_t h) : width(w), height(h), values(static_cast<size_t>(w * h)) {}

  float* row(int64_t y) { return values.data() + y * width; }
  const float* row(int64_t y) const { return values.data() + y * width; }

  int64_t width = 0;
  int64_t height = 0;
  std::vector<float> values;
};

/// The mean of each 2 × 2 cell: in [2w, 2h] → out [w, h].
void halve(const Plane& in, Plane& out);

}  // namespace lowlight::imaging
