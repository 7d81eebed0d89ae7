#include "lowlight/imaging/stretched_rows.h"

#include <algorithm>
#include <cstddef>

namespace lowlight::imaging {

float place_among(int64_t cells, float pixels, int64_t i) {
  const float place = (float(i) + 0.5f) * (float(cells) / pixels) - 0.5f;
  return std::clamp(place, 0.f, float(cells - 1));
}

StretchedRows::StretchedRows(const Plane& map, float pixels, int64_t first, int64_t count)
    : map_(map), pixels_(pixels), first_(first) {
  for (Stretched& row : rows_) row.values.resize(size_t(count));
}

const float* StretchedRows::row(int64_t row) {
  Stretched& stretched = rows_[size_t(row % 2)];
  if (stretched.row != row) {
    const float* in = map_.row(row);
    for (size_t i = 0; i < stretched.values.size(); ++i) {
      const float place = place_among(map_.width, pixels_, first_ + int64_t(i));
      const auto cell = int64_t(place);
      const float next = in[std::min(cell + 1, map_.width - 1)];
      stretched.values[i] = in[cell] + (place - float(cell)) * (next - in[cell]);
    }
    stretched.row = row;
  }
  return stretched.values.data();
}

}  // namespace lowlight::imaging
