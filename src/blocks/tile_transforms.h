// What tiles of 4 × 4 pixels, or of 2 × 2 outputs, are before and after their multiplications
// (winograd_tiles.h). Private to the room.
#pragma once

#include <cstdint>
#include <memory>

#include "blocks/bordered_planes.h"

namespace lowlight::blocks {

inline constexpr int64_t kTileSide = 4, kTilePositions = kTileSide * kTileSide;

/// Numbers after the last tile of a block that are read and written.
inline constexpr int64_t kTilesBeyond = 16;

/// The size of planes that follow each other.
struct PlaneSize {
  int64_t rows, columns;
  int64_t numbers() const { return rows * columns; }
  /// Tiles of 2 × 2 that cover it.
  int64_t tile_rows() const { return (rows + 1) / 2; }
  int64_t tile_columns() const { return (columns + 1) / 2; }
};

/// Tiles that are transformed at once: whole rows of them, or a part of one.
struct TileBlock {
  int64_t row, column, rows, columns;
  int64_t count() const { return rows * columns; }
};

/// The rows of bordered maps that the tiles of a block reach, of all channels.
template <class T>
struct TileStrips {
  /// For blocks of so many rows of tiles, of `tile_side` rows and columns each.
  TileStrips(const BorderedPlanes& bordered, int64_t maps, int64_t tile_side, int64_t most_rows);

  /// Takes them from the maps [channels, H, W]; returns where the block lies in them.
  TileBlock fill(const T* maps, const TileBlock& block);

  const BorderedPlanes& planes;
  int64_t channels, side;
  std::unique_ptr<T[]> numbers;
  PlaneSize size{};
};

/// Bᵀ d B of the tiles of a block as [position, channel, step].
template <class T>
void transform_pixels(const TileStrips<T>& strips, const TileBlock& block, int64_t step, T* out);

/// Row `row` of it alone: four positions.
template <class T>
void transform_row_of_pixels(
    const TileStrips<T>& strips, const TileBlock& block, int64_t row, int64_t step, T* out);

/// Row `row` of A g Aᵀ of the tiles of a block as [position, channel, step], 0 after the last tile.
template <class T>
void transform_gradient(
    const TileStrips<T>& strips, const TileBlock& block, int64_t row, int64_t step, T* out);

/// Aᵀ m A + bias of the tiles of a block, whose positions are `step` apart, into their plane.
template <class T>
void transform_sums(const PlaneSize& size,
                    const T* products,
                    int64_t step,
                    const TileBlock& block,
                    T bias,
                    T* plane);

}  // namespace lowlight::blocks
