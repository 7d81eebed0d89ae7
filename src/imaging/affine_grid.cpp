#include "lowlight/imaging/affine_grid.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "imaging/vectorise.h"
#include "lowlight/core/check.h"

namespace lowlight::imaging {
namespace {

typedef float Correction __attribute__((vector_size(64)));
typedef float Colour __attribute__((vector_size(16)));
constexpr int64_t kNumbers = 16;

/// The two cells around a position and the weight of the second.
struct Between {
  int64_t first;
  int64_t second;
  float weight;
};

inline Between between(float position, int64_t cells) {
  const float place = std::clamp(position * float(cells) - 0.5f, 0.f, float(cells - 1));
  const auto first = int64_t(place);
  return {first, std::min(first + 1, cells - 1), place - float(first)};
}

/// The grid's row at height y: [width][depth][16].
std::vector<float> grid_row(const AffineGrid& grid, float y) {
  const Between rows = between(y, grid.height);
  const int64_t length = grid.width * grid.depth * kNumbers;
  const float* first = grid.corrections.data() + rows.first * length;
  const float* second = grid.corrections.data() + rows.second * length;
  std::vector<float> result(static_cast<size_t>(length));
  for (int64_t i = 0; i < length; ++i) {
    result[size_t(i)] = first[i] + rows.weight * (second[i] - first[i]);
  }
  return result;
}

inline void load(Correction& correction, const float* numbers) {
  std::memcpy(&correction, numbers, sizeof correction);
}

inline void load_column(Colour& column, const Correction& correction, int index) {
  std::memcpy(&column,
              reinterpret_cast<const char*>(&correction) + index * int(sizeof column),
              sizeof column);
}

LOWLIGHT_VECTORISE
void apply_row(const float* cells,
               int64_t width,
               int64_t depth,
               const GridRow& row,
               float strength,
               const float* guide,
               float* red,
               float* green,
               float* blue) {
  const float step = 1.f / float(row.picture_width);
  for (int64_t i = 0; i < row.count; ++i) {
    const Between x = between((float(row.x + i) + 0.5f) * step, width);
    const Between z = between(guide[i], depth);
    Correction near_first, near_second, far_first, far_second;
    load(near_first, cells + (x.first * depth + z.first) * kNumbers);
    load(near_second, cells + (x.first * depth + z.second) * kNumbers);
    load(far_first, cells + (x.second * depth + z.first) * kNumbers);
    load(far_second, cells + (x.second * depth + z.second) * kNumbers);
    const Correction nearer = near_first + z.weight * (near_second - near_first);
    const Correction farther = far_first + z.weight * (far_second - far_first);
    const Correction correction = strength * (nearer + x.weight * (farther - nearer));
    Colour of_red, of_green, of_blue, constant;
    load_column(of_red, correction, 0);
    load_column(of_green, correction, 1);
    load_column(of_blue, correction, 2);
    load_column(constant, correction, 3);
    const Colour change = of_red * red[i] + of_green * green[i] + of_blue * blue[i] + constant;
    red[i] += change[0];
    green[i] += change[1];
    blue[i] += change[2];
  }
}

}  // namespace

void apply_affine_grid(const AffineGrid& grid,
                       const GridRow& row,
                       float strength,
                       const float* guide,
                       std::array<float*, 3> planes) {
  if (grid.empty()) return;
  LOWLIGHT_CHECK(
      int64_t(grid.corrections.size()) == grid.width * grid.height * grid.depth * kNumbers,
      "AffineGrid: corrections must hold width * height * depth * 16 numbers, got ",
      grid.corrections.size());
  const float y = (float(row.y) + 0.5f) / float(row.picture_height);
  const auto cells = grid_row(grid, y);
  apply_row(
      cells.data(), grid.width, grid.depth, row, strength, guide, planes[0], planes[1], planes[2]);
}

}  // namespace lowlight::imaging
