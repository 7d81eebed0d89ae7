#include "imaging/even_margins.h"

#include <algorithm>
#include <utility>

namespace lowlight::imaging {
namespace {

/// Whether at least half of the cells have one shade.
bool is_margin(std::vector<float> cells) {
  std::ranges::sort(cells);
  for (size_t i = 0, half = (cells.size() + 1) / 2; i + half <= cells.size(); ++i) {
    if (cells[i] >= 0 && cells[i] == cells[i + half - 1]) return true;
  }
  return false;
}

}  // namespace

GridPart without_even_margins(const std::vector<float>& shades, int64_t rows, int64_t columns) {
  GridPart part{0, rows, 0, columns};
  const auto row_is_margin = [&](int64_t row) {
    const auto cells = shades.begin() + row * columns;
    return is_margin({cells + part.left, cells + part.right});
  };
  const auto column_is_margin = [&](int64_t column) {
    std::vector<float> cells;
    for (int64_t row = part.top; row < part.bottom; ++row)
      cells.push_back(shades[size_t(row * columns + column)]);
    return is_margin(std::move(cells));
  };
  while (part.top < part.bottom && row_is_margin(part.top)) ++part.top;
  while (part.top < part.bottom && row_is_margin(part.bottom - 1)) --part.bottom;
  if (part.top == part.bottom) return {0, rows, 0, columns};
  while (part.left < part.right && column_is_margin(part.left)) ++part.left;
  while (part.left < part.right && column_is_margin(part.right - 1)) --part.right;
  if (part.left == part.right) return {0, rows, 0, columns};
  return part;
}

}  // namespace lowlight::imaging
