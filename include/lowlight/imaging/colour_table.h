// Colour tables: a colour in, a colour out, between nodes by interpolation.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace lowlight::imaging {

enum class TableKind {
  curves,  ///< a curve a channel: `size` nodes, node i holds the three results of the input i
  cube     ///< `size`³ nodes, node (blue · size + green) · size + red holds that colour's result
};

/// Results at equal steps from `lowest` to `highest`. Colours outside of these are taken for the
/// nearest inside. Results may lie outside [0, 1]. A default-constructed table is empty and changes
/// nothing.
struct ColourTable {
  TableKind kind = TableKind::cube;
  int64_t size = 0;
  /// Red, green, blue and an unused number for each node.
  std::vector<float> nodes;
  std::array<float, 3> lowest{0, 0, 0};
  std::array<float, 3> highest{1, 1, 1};

  bool empty() const { return size == 0; }
  float* node(int64_t index) { return nodes.data() + 4 * index; }
  const float* node(int64_t index) const { return nodes.data() + 4 * index; }
};

/// The nodes that a table of such a kind and size has.
constexpr int64_t node_count(TableKind kind, int64_t size) {
  return kind == TableKind::curves ? size : size * size * size;
}

/// The cube of `size` ≥ 2 nodes a side that changes no colour in [0, 1].
ColourTable identity_table(int64_t size);

/// The cube over [0, 1] of `size` ≥ 2 nodes a side that holds what `table` makes of each node's
/// colour.
ColourTable resampled(const ColourTable& table, int64_t size);

/// out = in + strength · (T(in) − in) for `count` pixels in place on the planes of red, green and
/// blue; not clamped. In a cube T is interpolated between the four corners of the tetrahedron
/// around the colour, which keeps greys grey where the table does (Kasson, Plouffe and Nin, 1993,
/// "Tetrahedral interpolation technique for color space conversion"), in curves linearly. NaN is
/// taken for the lowest colour. An empty table changes nothing. Throws c10::ValueError where the
/// nodes do not fit size and kind, or the range is empty.
void apply_colour_table(const ColourTable& table,
                        float strength,
                        int64_t count,
                        const std::array<float*, 3>& planes);

}  // namespace lowlight::imaging
