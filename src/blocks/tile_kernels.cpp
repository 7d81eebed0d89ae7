#include "blocks/tile_kernels.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "blocks/conv_group.h"
#include "blocks/tap_sums.h"
#include "blocks/tile_transforms.h"
#include "lowlight/core/vectorise.h"

namespace lowlight::blocks {
namespace {

/// A line of three numbers of a kernel for four positions: g0, (g0 + g1 + g2)/2, (g0 − g1 + g2)/2,
/// g2.
template <class T>
__attribute__((always_inline)) inline void transform_line(
    const T& g0, const T& g1, const T& g2, T* out, int64_t step) {
  const T even = (g0 + g2) / 2, odd = g1 / 2;
  out[0] = g0;
  out[step] = even + odd;
  out[2 * step] = even - odd;
  out[3 * step] = g2;
}

/// G g Gᵀ of kernel(m, c, tap) for each of so many outputs and inputs.
template <class T, class Kernel>
TileKernels<T> in_blocks(int64_t outputs, int64_t inputs, Kernel&& kernel) {
  typedef T Outputs __attribute__((vector_size(kMostOutputs * sizeof(T))));
  TileKernels<T> result(size_t(kTilePositions * inputs * outputs));
  each_block(outputs, [&](int64_t first, int64_t count) {
    T* block = result.data() + kTilePositions * inputs * first;
    vectorised([&] {
      for (int64_t c = 0; c < inputs; ++c) {
        Outputs g[9] = {}, rows[3 * kTileSide], positions[kTilePositions];
        for (int64_t m = 0; m < count; ++m)
          for (int64_t tap = 0; tap < 9; ++tap) g[tap][m] = kernel(first + m, c, tap);
        for (int64_t j = 0; j < 3; ++j) transform_line(g[j], g[3 + j], g[6 + j], rows + j, 3);
        for (int64_t u = 0; u < kTileSide; ++u)
          transform_line(
              rows[3 * u], rows[3 * u + 1], rows[3 * u + 2], positions + kTileSide * u, 1);
        for (int64_t i = 0; i < kTilePositions; ++i)
          std::memcpy(block + (i * inputs + c) * count, &positions[i], size_t(count) * sizeof(T));
      }
    });
  });
  return result;
}

}  // namespace

template <class T>
TileKernels<T> kernels_of_sums(const T* weight, int64_t out, int64_t in) {
  return in_blocks<T>(
      out, in, [&](int64_t m, int64_t c, int64_t tap) { return weight[(m * in + c) * 9 + tap]; });
}

template <class T>
TileKernels<T> kernels_of_gradient(const T* weight, int64_t out, int64_t in) {
  return in_blocks<T>(in, out, [&](int64_t c, int64_t m, int64_t tap) {
    return weight[(m * in + c) * 9 + 8 - tap];
  });
}

template <class T>
void take_kernel(const T* u, int64_t step, T* weight) {
  const auto back = [](T p0, T p1, T p2, T p3) {
    return std::array<T, 3>{p0 + (p1 + p2) / 2, (p1 - p2) / 2, p3 + (p1 + p2) / 2};
  };
  std::array<std::array<T, 3>, kTileSide> rows;
  for (int64_t i = 0; i < kTileSide; ++i) {
    const auto at = [&](int64_t j) { return u[(i * kTileSide + j) * step]; };
    rows[size_t(i)] = back(at(0), at(1), at(2), at(3));
  }
  for (size_t j = 0; j < 3; ++j) {
    const auto column = back(rows[0][j], rows[1][j], rows[2][j], rows[3][j]);
    for (size_t i = 0; i < 3; ++i) weight[i * 3 + j] = column[i];
  }
}

#define LOWLIGHT_TILE_KERNELS_OF(T)                                           \
  template TileKernels<T> kernels_of_sums<T>(const T*, int64_t, int64_t);     \
  template TileKernels<T> kernels_of_gradient<T>(const T*, int64_t, int64_t); \
  template void take_kernel<T>(const T*, int64_t, T*);
LOWLIGHT_TILE_KERNELS_OF(float)
LOWLIGHT_TILE_KERNELS_OF(double)

}  // namespace lowlight::blocks
