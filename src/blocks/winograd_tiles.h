// The inner loops of 3 × 3 convolutions by Winograd's minimal filtering F(2 × 2, 3 × 3): of 4 × 4
// pixels d and a kernel g, 2 × 2 outputs are Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A, which takes 16
// multiplications where the sums take 36 (Lavin and Gray, "Fast Algorithms for Convolutional
// Neural Networks", CVPR 2016). Private to the room.
#pragma once

#include <cstdint>

#include "blocks/bordered_planes.h"
#include "blocks/tile_kernels.h"
#include "blocks/tile_transforms.h"

namespace lowlight::blocks {

/// results[m] = bias[m] + Σ_c maps[c] * kernel (c, m), of which `size` is kept: maps [out, size] of
/// maps [in, H, W], whose border `planes` says (one phase, whose size is at least two more than
/// that of the tiles that cover `size`). `bias` may be null.
template <class T>
void sum_tiles(const BorderedPlanes& planes,
               const T* maps,
               int64_t in,
               const TileKernels<T>& kernels,
               const T* bias,
               const PlaneSize& size,
               int64_t out,
               T* results);

/// The gradient [out, in, 3, 3] of the kernels of sum_tiles for that of the results, maps
/// [out, h, w] that `of_gradient` lays out in planes of an even size.
template <class T>
void tile_products(const BorderedPlanes& planes,
                   const T* maps,
                   int64_t in,
                   const BorderedPlanes& of_gradient,
                   const T* gradient,
                   int64_t out,
                   T* of_weight);

}  // namespace lowlight::blocks
