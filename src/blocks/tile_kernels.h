// Kernels of 3 × 3 numbers as tiles of 4 × 4 pixels are multiplied by (winograd_tiles.h). Private
// to the room.
#pragma once

#include <cstdint>
#include <vector>

namespace lowlight::blocks {

/// A kernel for each pair of channels as G g Gᵀ: by blocks of outputs as sum_taps takes them,
/// [16, in, outputs of the block].
template <class T>
using TileKernels = std::vector<T>;

/// Of kernels [out, in, 3, 3].
template <class T>
TileKernels<T> kernels_of_sums(const T* weight, int64_t out, int64_t in);

/// Those by which the gradient of the outputs becomes that of the inputs: turned by 180°, from out
/// channels to in.
template <class T>
TileKernels<T> kernels_of_gradient(const T* weight, int64_t out, int64_t in);

/// Gᵀ u G, the gradient of a kernel [3, 3] of which that of its 16 positions is u, `step` apart.
template <class T>
void take_kernel(const T* u, int64_t step, T* weight);

}  // namespace lowlight::blocks
