#include "blocks/winograd_tiles.h"

#include <algorithm>

#include "blocks/conv_group.h"
#include "blocks/tap_sums.h"

namespace lowlight::blocks {
namespace {

// What is transformed at once stays in the second-level cache.
constexpr int64_t kNumbersAtOnce = 160 * 1024;

/// Rows and columns of the largest block.
struct BlockSize {
  BlockSize(const PlaneSize& size, int64_t numbers_a_tile) {
    const int64_t most = std::max<int64_t>(64, kNumbersAtOnce / numbers_a_tile);
    columns = std::min(most, size.tile_columns());
    rows = std::min(std::max<int64_t>(1, most / columns), size.tile_rows());
  }
  /// Room for a block's tiles and what vectors reach beyond.
  int64_t step() const { return (rows * columns + 15) / 16 * 16 + kTilesBeyond; }

  int64_t rows, columns;
};

/// Calls block(TileBlock) for all tiles that cover `size`.
template <class Block>
void each_tile_block(const PlaneSize& size, const BlockSize& most, Block&& block) {
  const int64_t rows = size.tile_rows(), columns = size.tile_columns();
  for (int64_t row = 0; row < rows; row += most.rows) {
    for (int64_t column = 0; column < columns; column += most.columns) {
      block(TileBlock{
          row, column, std::min(most.rows, rows - row), std::min(most.columns, columns - column)});
    }
  }
}

std::vector<int64_t> multiples(int64_t step, int64_t count) {
  std::vector<int64_t> result;
  for (int64_t i = 0; i < count; ++i) result.push_back(i * step);
  return result;
}

}  // namespace

template <class T>
void sum_tiles(const BorderedPlanes& planes,
               const T* maps,
               int64_t in,
               const TileKernels<T>& kernels,
               const T* bias,
               const PlaneSize& size,
               int64_t out,
               T* results) {
  const BlockSize most(size, (kTilePositions + kTileSide) * in);
  const int64_t step = most.step();
  TileStrips<T> strips(planes, in, kTileSide, most.rows);
  const auto pixels = room_for<T>(kTilePositions * in * step),
             products = room_for<T>(kTilePositions * kMostOutputs * step);
  const auto offsets = multiples(step, in);
  each_tile_block(size, most, [&](const TileBlock& block) {
    transform_pixels(strips, strips.fill(maps, block), step, pixels.get());
    each_block(out, [&](int64_t first, int64_t count) {
      const T* kernel = kernels.data() + kTilePositions * in * first;
      for (int64_t i = 0; i < kTilePositions; ++i) {
        sum_taps(pixels.get() + i * in * step,
                 offsets.data(),
                 in,
                 kernel + i * in * count,
                 count,
                 products.get() + i * count * step,
                 step,
                 block.count());
      }
      for (int64_t m = 0; m < count; ++m) {
        transform_sums(size,
                       products.get() + m * step,
                       count * step,
                       block,
                       bias ? bias[first + m] : T(0),
                       results + (first + m) * size.numbers());
      }
    });
  });
}

template <class T>
void tile_products(const BorderedPlanes& planes,
                   const T* maps,
                   int64_t in,
                   const BorderedPlanes& of_gradient,
                   const T* gradient,
                   int64_t out,
                   T* of_weight) {
  const PlaneSize size{of_gradient.height, of_gradient.width};
  const BlockSize most(size, 2 * kTileSide * (in + out));
  const int64_t step = most.step(), pairs = out * in;
  TileStrips<T> strips(planes, in, kTileSide, most.rows),
      slope_strips(of_gradient, out, 2, most.rows);
  const auto pixels = room_for<T>(kTileSide * in * step),
             slopes = room_for<T>(kTileSide * out * step), products = room_for<T>(pairs);
  std::vector<T> sums(size_t(kTilePositions * pairs), T(0));
  const auto offsets = multiples(step, in);
  each_tile_block(size, most, [&](const TileBlock& block) {
    const auto in_strips = strips.fill(maps, block);
    slope_strips.fill(gradient, block);
    for (int64_t u = 0; u < kTileSide; ++u) {
      transform_row_of_pixels(strips, in_strips, u, step, pixels.get());
      transform_gradient(slope_strips, in_strips, u, step, slopes.get());
      for (int64_t v = 0; v < kTileSide; ++v) {
        tap_products(slopes.get() + v * out * step,
                     step,
                     out,
                     pixels.get() + v * in * step,
                     offsets.data(),
                     in,
                     block.count(),
                     products.get());
        T* total = sums.data() + (u * kTileSide + v) * pairs;
        for (int64_t i = 0; i < pairs; ++i) total[i] += products[size_t(i)];
      }
    }
  });
  for (int64_t i = 0; i < pairs; ++i) take_kernel(sums.data() + i, pairs, of_weight + i * 9);
}

#define LOWLIGHT_TILES_OF(T)                        \
  template void sum_tiles<T>(const BorderedPlanes&, \
                             const T*,              \
                             int64_t,               \
                             const TileKernels<T>&, \
                             const T*,              \
                             const PlaneSize&,      \
                             int64_t,               \
                             T*);                   \
  template void tile_products<T>(                   \
      const BorderedPlanes&, const T*, int64_t, const BorderedPlanes&, const T*, int64_t, T*);
LOWLIGHT_TILES_OF(float)
LOWLIGHT_TILES_OF(double)

}  // namespace lowlight::blocks
