#include "blocks/tile_transforms.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "lowlight/core/vectorise.h"

namespace lowlight::blocks {
namespace {

// Numbers after the last row that vectors of tiles read.
constexpr int64_t kSlackOfTiles = 64;

/// Tiles side by side, one in each lane.
template <class T>
struct Tiles {
  typedef T Vector __attribute__((vector_size(64)));
  static constexpr int64_t kCount = 64 / sizeof(T);
  static constexpr auto kLanes = std::make_index_sequence<size_t(kCount)>();
};

/// The numbers at even and odd places of two vectors in a row.
template <class T, size_t... I>
__attribute__((always_inline)) inline void split(const T* from,
                                                 std::index_sequence<I...> /*lanes*/,
                                                 typename Tiles<T>::Vector& even,
                                                 typename Tiles<T>::Vector& odd) {
  typename Tiles<T>::Vector a, b;
  std::memcpy(&a, from, sizeof(a));
  std::memcpy(&b, from + sizeof...(I), sizeof(b));
  even = __builtin_shufflevector(a, b, int(2 * I)...);
  odd = __builtin_shufflevector(a, b, int(2 * I + 1)...);
}

/// The adjoint of split: two vectors in a row, of which `count` numbers are kept.
template <class T, size_t... I>
__attribute__((always_inline)) inline void interleave(const typename Tiles<T>::Vector& even,
                                                      const typename Tiles<T>::Vector& odd,
                                                      std::index_sequence<I...> /*lanes*/,
                                                      T* to,
                                                      int64_t count) {
  constexpr size_t kHalf = sizeof...(I) / 2;
  const typename Tiles<T>::Vector both[2] = {
      __builtin_shufflevector(even, odd, int(I / 2 + (I % 2) * 2 * kHalf)...),
      __builtin_shufflevector(even, odd, int(kHalf + I / 2 + (I % 2) * 2 * kHalf)...)};
  if (count >= int64_t(2 * sizeof...(I))) {
    std::memcpy(to, both, sizeof(both));
  } else {
    std::memcpy(to, both, size_t(count) * sizeof(T));
  }
}

/// Calls vector(first number of the first tile's row, place in the block) for each vector of tiles
/// of each row of a block of a plane.
template <class T, class Vector>
__attribute__((always_inline)) inline void each_vector(const TileBlock& block,
                                                       int64_t columns,
                                                       Vector&& vector) {
  for (int64_t i = 0; i < block.rows; ++i) {
    for (int64_t j = 0; j < block.columns; j += Tiles<T>::kCount)
      vector(2 * (block.row + i) * columns + 2 * (block.column + j), i * block.columns + j);
  }
}

/// Bᵀ d B of the tiles of a block, whole or its row `row` alone, as [position, channel, step].
template <class T, bool kWhole>
void transform_rows_of_pixels(
    const TileStrips<T>& strips, const TileBlock& block, int64_t row, int64_t step, T* out) {
  using Vector = typename Tiles<T>::Vector;
  const int64_t channels = strips.channels, columns = strips.size.columns;
  // Row u of Bᵀ is d[plus] ± d[other]: d0 − d2, d1 + d2, d2 − d1, d1 − d3.
  constexpr int64_t kPlus[kTileSide] = {0, 1, 2, 1}, kOther[kTileSide] = {2, 2, 1, 3};
  vectorised([&] {
    for (int64_t c = 0; c < channels; ++c) {
      const T* plane = strips.numbers.get() + c * strips.size.numbers();
      each_vector<T>(block, columns, [&](int64_t place, int64_t tile) {
        Vector d[kTileSide][kTileSide];
        const auto load = [&](int64_t r) {
          const T* from = plane + place + r * columns;
          split(from, Tiles<T>::kLanes, d[r][0], d[r][1]);
          split(from + 2, Tiles<T>::kLanes, d[r][2], d[r][3]);
        };
        const auto take = [&](int64_t u, int64_t first_position) {
          Vector line[kTileSide];
          for (int64_t k = 0; k < kTileSide; ++k) {
            line[k] = u == 1 ? d[1][k] + d[2][k] : d[kPlus[u]][k] - d[kOther[u]][k];
          }
          const Vector results[kTileSide] = {
              line[0] - line[2], line[1] + line[2], line[2] - line[1], line[1] - line[3]};
          for (int64_t v = 0; v < kTileSide; ++v) {
            std::memcpy(out + ((first_position + v) * channels + c) * step + tile,
                        &results[v],
                        sizeof(results[v]));
          }
        };
        if constexpr (kWhole) {
          for (int64_t r = 0; r < kTileSide; ++r) load(r);
          for (int64_t u = 0; u < kTileSide; ++u) take(u, kTileSide * u);
        } else {
          load(kPlus[row]);
          load(kOther[row]);
          take(row, 0);
        }
      });
    }
  });
}

}  // namespace

template <class T>
TileStrips<T>::TileStrips(const BorderedPlanes& bordered,
                          int64_t maps,
                          int64_t tile_side,
                          int64_t most_rows)
    : planes(bordered),
      channels(maps),
      side(tile_side),
      numbers(room_for<T>(channels * (2 * most_rows + side - 2) * planes.columns + kSlackOfTiles)) {
}

template <class T>
TileBlock TileStrips<T>::fill(const T* maps, const TileBlock& block) {
  size = {2 * block.rows + side - 2, planes.columns};
  for (int64_t c = 0; c < channels; ++c) {
    fill_rows(planes,
              maps + c * planes.height * planes.width,
              2 * block.row,
              2 * block.row + size.rows,
              numbers.get() + c * size.numbers());
  }
  std::fill_n(numbers.get() + channels * size.numbers(), kSlackOfTiles, T(0));
  return {0, block.column, block.rows, block.columns};
}

template <class T>
void transform_pixels(const TileStrips<T>& strips, const TileBlock& block, int64_t step, T* out) {
  transform_rows_of_pixels<T, true>(strips, block, 0, step, out);
}

template <class T>
void transform_row_of_pixels(
    const TileStrips<T>& strips, const TileBlock& block, int64_t row, int64_t step, T* out) {
  transform_rows_of_pixels<T, false>(strips, block, row, step, out);
}

template <class T>
void transform_gradient(
    const TileStrips<T>& strips, const TileBlock& block, int64_t row, int64_t step, T* out) {
  using Vector = typename Tiles<T>::Vector;
  const int64_t channels = strips.channels, columns = strips.size.columns;
  // Rows of A: g0, g0 + g1, g0 − g1, −g1.
  const T upper = row < 3 ? T(1) : T(0), lower = row == 0 ? T(0) : row == 1 ? T(1) : T(-1);
  vectorised([&] {
    for (int64_t c = 0; c < channels; ++c) {
      const T* plane = strips.numbers.get() + c * strips.size.numbers();
      each_vector<T>(block, columns, [&](int64_t place, int64_t tile) {
        Vector g[2][2];
        for (int64_t r = 0; r < 2; ++r)
          split(plane + place + r * columns, Tiles<T>::kLanes, g[r][0], g[r][1]);
        const Vector left = upper * g[0][0] + lower * g[1][0],
                     right = upper * g[0][1] + lower * g[1][1];
        const Vector results[kTileSide] = {left, left + right, left - right, -right};
        for (int64_t v = 0; v < kTileSide; ++v)
          std::memcpy(out + (v * channels + c) * step + tile, &results[v], sizeof(results[v]));
      });
    }
  });
  for (int64_t line = 0; line < kTileSide * channels; ++line)
    std::fill_n(out + line * step + block.count(), step - block.count(), T(0));
}

template <class T>
void transform_sums(const PlaneSize& size,
                    const T* products,
                    int64_t step,
                    const TileBlock& block,
                    T bias,
                    T* plane) {
  using Vector = typename Tiles<T>::Vector;
  const int64_t last_column = std::min(size.columns, 2 * (block.column + block.columns));
  vectorised([&] {
    each_vector<T>(block, size.columns, [&](int64_t place, int64_t tile) {
      Vector rows[2][kTileSide];
      for (int64_t v = 0; v < kTileSide; ++v) {
        Vector m[kTileSide];
        for (int64_t u = 0; u < kTileSide; ++u)
          std::memcpy(&m[u], products + (u * kTileSide + v) * step + tile, sizeof(m[u]));
        rows[0][v] = m[0] + m[1] + m[2];
        rows[1][v] = m[1] - m[2] - m[3];
      }
      const int64_t kept = last_column - place % size.columns;
      for (int64_t r = 0; r < 2 && place / size.columns + r < size.rows; ++r) {
        const Vector even = rows[r][0] + rows[r][1] + rows[r][2] + bias,
                     odd = rows[r][1] - rows[r][2] - rows[r][3] + bias;
        interleave(even, odd, Tiles<T>::kLanes, plane + place + r * size.columns, kept);
      }
    });
  });
}

#define LOWLIGHT_TILE_TRANSFORMS_OF(T)                                                    \
  template struct TileStrips<T>;                                                          \
  template void transform_pixels<T>(const TileStrips<T>&, const TileBlock&, int64_t, T*); \
  template void transform_row_of_pixels<T>(                                               \
      const TileStrips<T>&, const TileBlock&, int64_t, int64_t, T*);                      \
  template void transform_gradient<T>(                                                    \
      const TileStrips<T>&, const TileBlock&, int64_t, int64_t, T*);                      \
  template void transform_sums<T>(const PlaneSize&, const T*, int64_t, const TileBlock&, T, T*);
LOWLIGHT_TILE_TRANSFORMS_OF(float)
LOWLIGHT_TILE_TRANSFORMS_OF(double)

}  // namespace lowlight::blocks
