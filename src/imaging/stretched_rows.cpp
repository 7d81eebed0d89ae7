#include "lowlight/imaging/stretched_rows.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "lowlight/core/vectorise.h"

namespace lowlight::imaging {
namespace {

LOWLIGHT_VECTORISE
void stretch(const float* in,
             const int32_t* cells,
             const float* weights,
             int64_t count,
             float* __restrict out) {
  for (int64_t i = 0; i < count; ++i) {
    const float here = in[cells[i]], next = in[cells[i] + 1];
    out[i] = here + weights[i] * (next - here);
  }
}

/// out += upper + weight · (lower − upper).
LOWLIGHT_VECTORISE
void add_mixed(
    const float* upper, const float* lower, float weight, int64_t count, float* __restrict out) {
  for (int64_t i = 0; i < count; ++i) out[i] += upper[i] + weight * (lower[i] - upper[i]);
}

}  // namespace

float place_among(int64_t cells, float pixels, int64_t i) {
  const float place = (float(i) + 0.5f) * (float(cells) / pixels) - 0.5f;
  return std::clamp(place, 0.f, float(cells - 1));
}

StretchedRows::StretchedRows(const Plane& map, float pixels, int64_t first, int64_t count)
    : map_(map) {
  if (map.values.empty()) return;
  first_cell_ = int64_t(place_among(map.width, pixels, first));
  for (int64_t i = 0; i < count; ++i) {
    const float place = place_among(map.width, pixels, first + i);
    cells_.push_back(int32_t(int64_t(place) - first_cell_));
    weights_.push_back(place - std::floor(place));
  }
}

const float* StretchedRows::row(int64_t row) {
  Stretched& stretched = rows_[size_t(row % 2)];
  if (stretched.row != row) {
    const float* cells = map_.row(row);
    const int64_t last = first_cell_ + cells_.back();
    stretched.cells.assign(cells + first_cell_, cells + last + 1);
    // A cell more: there is a next one for the last.
    stretched.cells.push_back(cells[std::min(last + 1, map_.width - 1)]);
    stretched.values.resize(cells_.size());
    stretch(stretched.cells.data(),
            cells_.data(),
            weights_.data(),
            int64_t(cells_.size()),
            stretched.values.data());
    stretched.row = row;
  }
  return stretched.values.data();
}

StretchedMap::StretchedMap(const Plane& map, float across, float down, int64_t first, int64_t count)
    : cells_down_(map.height), count_(count), down_(down), rows_(map, across, first, count) {}

void StretchedMap::add(int64_t y, float* values) {
  const float place = place_among(cells_down_, down_, y);
  const auto row = int64_t(place), next = std::min(row + 1, cells_down_ - 1);
  const float* upper = rows_.row(row);
  add_mixed(upper, rows_.row(next), place - float(row), count_, values);
}

}  // namespace lowlight::imaging
