#include "lowlight/imaging/colour_table.h"

#include <algorithm>
#include <cstring>

#include "lowlight/core/check.h"
#include "lowlight/core/vectorise.h"

namespace lowlight::imaging {
namespace {

typedef float TableColour __attribute__((vector_size(16)));
constexpr int64_t kPiece = 256;  ///< pixels whose corners are found at once

/// Where a channel's values lie between the nodes.
struct Axis {
  float lowest;
  float scale;  ///< nodes per unit
  float last;   ///< the last node
};

std::array<Axis, 3> axes_of(const ColourTable& table) {
  std::array<Axis, 3> axes{};
  for (size_t c = 0; c < 3; ++c) {
    const float last = float(table.size - 1);
    axes[c] = {table.lowest[c], last / (table.highest[c] - table.lowest[c]), last};
  }
  return axes;
}

/// The place of x on the axis, in nodes. The comparisons are false for NaN, which becomes 0.
inline float place_on(const Axis& axis, float x) {
  const float place = (x - axis.lowest) * axis.scale;
  return place > 0 ? (place < axis.last ? place : axis.last) : 0;
}

inline int32_t node_before(const Axis& axis, float place) {
  return std::min(int32_t(place), int32_t(axis.last) - 1);
}

/// The corners of the tetrahedra around some pixels' colours, and what each weighs.
struct Corners {
  std::array<std::array<int32_t, kPiece>, 4> node;
  std::array<std::array<float, kPiece>, 4> weight;
};

/// From the corner of the cell that is nearest to black to the opposite one, along the axes in the
/// order of the colour's distances from that corner: these four corners span the tetrahedron.
LOWLIGHT_VECTORISE
void find_corners(const std::array<Axis, 3>& axes,
                  int32_t size,
                  int64_t count,
                  const float* red,
                  const float* green,
                  const float* blue,
                  Corners& corners) {
  for (int64_t i = 0; i < count; ++i) {
    const float r = place_on(axes[0], red[i]), g = place_on(axes[1], green[i]),
                b = place_on(axes[2], blue[i]);
    const int32_t ir = node_before(axes[0], r), ig = node_before(axes[1], g),
                  ib = node_before(axes[2], b);
    const float fr = r - float(ir), fg = g - float(ig), fb = b - float(ib);
    const int32_t step_r = 4, step_g = 4 * size, step_b = 4 * size * size;
    const bool red_first = fr > fg;
    const float high = red_first ? fr : fg, low = red_first ? fg : fr;
    const int32_t step_high = red_first ? step_r : step_g, step_low = red_first ? step_g : step_r;
    const bool blue_first = fb > high, blue_last = !(fb > low);
    const float most = blue_first ? fb : high, least = blue_last ? fb : low;
    const float middle = blue_first ? high : blue_last ? low : fb;
    const int32_t step_most = blue_first ? step_b : step_high;
    const int32_t step_least = blue_last ? step_b : step_low;
    const int32_t base = ib * step_b + ig * step_g + ir * step_r;
    const int32_t whole = base + step_r + step_g + step_b;
    corners.node[0][size_t(i)] = base;
    corners.node[1][size_t(i)] = base + step_most;
    corners.node[2][size_t(i)] = whole - step_least;
    corners.node[3][size_t(i)] = whole;
    corners.weight[0][size_t(i)] = 1 - most;
    corners.weight[1][size_t(i)] = most - middle;
    corners.weight[2][size_t(i)] = middle - least;
    corners.weight[3][size_t(i)] = least;
  }
}

inline TableColour load_node(const float* number) {
  TableColour colour;
  std::memcpy(&colour, number, sizeof colour);
  return colour;
}

LOWLIGHT_VECTORISE
void mix_corners(const float* nodes,
                 const Corners& corners,
                 float strength,
                 int64_t count,
                 float* red,
                 float* green,
                 float* blue) {
  for (int64_t n = 0; n < count; ++n) {
    const auto i = size_t(n);
    const TableColour colour = corners.weight[0][i] * load_node(nodes + corners.node[0][i]) +
                               corners.weight[1][i] * load_node(nodes + corners.node[1][i]) +
                               corners.weight[2][i] * load_node(nodes + corners.node[2][i]) +
                               corners.weight[3][i] * load_node(nodes + corners.node[3][i]);
    red[n] += strength * (colour[0] - red[n]);
    green[n] += strength * (colour[1] - green[n]);
    blue[n] += strength * (colour[2] - blue[n]);
  }
}

LOWLIGHT_VECTORISE
void apply_curve(
    const float* nodes, const Axis& axis, float strength, int64_t count, float* values) {
  for (int64_t i = 0; i < count; ++i) {
    const float place = place_on(axis, values[i]);
    const int32_t before = node_before(axis, place);
    const float from = nodes[4 * before], to = nodes[4 * before + 4];
    values[i] += strength * (from + (place - float(before)) * (to - from) - values[i]);
  }
}

void check_table(const ColourTable& table) {
  LOWLIGHT_CHECK(table.size >= 2, "ColourTable: size must be at least 2, got ", table.size);
  LOWLIGHT_CHECK(int64_t(table.nodes.size()) == 4 * node_count(table.kind, table.size),
                 "ColourTable: nodes must hold ",
                 4 * node_count(table.kind, table.size),
                 " numbers, got ",
                 table.nodes.size());
  for (size_t c = 0; c < 3; ++c)
    LOWLIGHT_CHECK(table.lowest[c] < table.highest[c],
                   "ColourTable: lowest must be below highest, got ",
                   table.lowest[c],
                   " and ",
                   table.highest[c]);
}

}  // namespace

ColourTable identity_table(int64_t size) {
  LOWLIGHT_CHECK(size >= 2, "identity_table: size must be at least 2, got ", size);
  ColourTable table{TableKind::cube, size, std::vector<float>(size_t(4 * size * size * size))};
  const float step = 1.f / float(size - 1);
  for (int64_t i = 0; i < size * size * size; ++i) {
    float* node = table.node(i);
    node[0] = float(i % size) * step;
    node[1] = float(i / size % size) * step;
    node[2] = float(i / size / size) * step;
  }
  return table;
}

ColourTable resampled(const ColourTable& table, int64_t size) {
  auto result = identity_table(size);
  const int64_t count = node_count(result.kind, size);
  std::array<std::vector<float>, 3> planes;
  for (size_t c = 0; c < 3; ++c) {
    for (int64_t i = 0; i < count; ++i) planes[c].push_back(result.node(i)[c]);
  }
  apply_colour_table(table, 1, count, {planes[0].data(), planes[1].data(), planes[2].data()});
  for (size_t c = 0; c < 3; ++c) {
    for (int64_t i = 0; i < count; ++i) result.node(i)[c] = planes[c][size_t(i)];
  }
  return result;
}

void apply_colour_table(const ColourTable& table,
                        float strength,
                        int64_t count,
                        const std::array<float*, 3>& planes) {
  if (table.empty()) return;
  check_table(table);
  const auto axes = axes_of(table);
  if (table.kind == TableKind::curves) {
    for (size_t c = 0; c < 3; ++c)
      apply_curve(table.nodes.data() + c, axes[c], strength, count, planes[c]);
    return;
  }
  Corners corners;
  for (int64_t begin = 0; begin < count; begin += kPiece) {
    const int64_t length = std::min(kPiece, count - begin);
    float* const red = planes[0] + begin;
    float* const green = planes[1] + begin;
    float* const blue = planes[2] + begin;
    find_corners(axes, int32_t(table.size), length, red, green, blue, corners);
    mix_corners(table.nodes.data(), corners, strength, length, red, green, blue);
  }
}

}  // namespace lowlight::imaging
