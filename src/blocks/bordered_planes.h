// Maps with their border, laid out for the inner loops of convolutions. Private to the room.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "lowlight/blocks/padding.h"

namespace lowlight::blocks {

/// Where the pixels of a bordered plane lie. A plane is split into stride² phases, one after the
/// other, phase (a, b) with the bordered rows a, a + stride, … and columns b, b + stride, …: a step
/// of the kernel is then a step of one number, and each tap of a kernel a fixed distance, whatever
/// the stride. What the border lacks is zero.
struct BorderedPlanes {
  BorderedPlanes(int64_t height, int64_t width, int64_t stride, int64_t padding, PaddingMode mode);
  /// The same in phases of so many rows and columns, as many as it needs or more.
  BorderedPlanes(int64_t height,
                 int64_t width,
                 int64_t stride,
                 int64_t padding,
                 PaddingMode mode,
                 int64_t rows,
                 int64_t columns);

  int64_t phase_size() const { return rows * columns; }
  int64_t size() const { return stride * stride * phase_size(); }
  /// Where the first output's tap lies that is `row` and `column` bordered pixels away.
  int64_t place(int64_t row, int64_t column) const {
    return ((row % stride) * stride + column % stride) * phase_size() + (row / stride) * columns +
           column / stride;
  }
  /// Whether a plane is the map itself.
  bool is_map() const { return stride == 1 && rows == height && columns == width; }

  int64_t height, width;  ///< of the map
  int64_t stride, padding;
  int64_t rows, columns;  ///< of a phase
  /// The map's row and column that each place of a plane holds, phase by phase; −1 is zero.
  std::vector<int64_t> row_of, column_of;
};

/// So many numbers of any value.
template <class T>
std::unique_ptr<T[]> room_for(int64_t count) {
  return std::make_unique_for_overwrite<T[]>(size_t(count));
}

/// The map [height, width] as a plane.
template <class T>
void fill_plane(const BorderedPlanes& planes, const T* map, T* plane);

/// Rows begin … end − 1 of a plane of one phase.
template <class T>
void fill_rows(const BorderedPlanes& planes, const T* map, int64_t begin, int64_t end, T* rows);

/// The adjoint of fill_plane: adds each place of the plane to the pixel of the map that it holds.
template <class T>
void add_plane(const BorderedPlanes& planes, const T* plane, T* map);

}  // namespace lowlight::blocks
