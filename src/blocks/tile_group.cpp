#include "blocks/tile_group.h"

#include <algorithm>

namespace lowlight::blocks {
namespace {

// Fewer channels or pixels save less than the transforms cost.
constexpr int64_t kFewestChannels = 16;
constexpr int64_t kFewestPixels = 196;

/// The least even number that is no less.
int64_t even(int64_t size) { return size + size % 2; }

}  // namespace

TilePlanes::TilePlanes(const GroupShape& group, PaddingMode mode)
    : in(group.in),
      out(group.out),
      maps(group.planes.height,
           group.planes.width,
           1,
           group.planes.padding,
           mode,
           even(group.height) + 2,
           even(group.width) + 2),
      gradient(group.height,
               group.width,
               1,
               2,
               PaddingMode::zeros,
               even(group.height + 2) + 2,
               even(group.width + 2) + 2),
      slopes(group.height,
             group.width,
             1,
             0,
             PaddingMode::zeros,
             even(group.height),
             even(group.width)),
      bordered(group.planes.height, group.planes.width, 1, group.planes.padding, mode) {}

bool is_for_tiles(const GroupShape& group) {
  return group.kernel == 3 && group.dilation == 1 && group.planes.stride == 1 &&
         std::min(group.in, group.out) >= kFewestChannels && group.pixels() >= kFewestPixels;
}

template <class T>
void convolve_by_tiles(const TilePlanes& shape, const T* x, const T* weight, const T* bias, T* y) {
  sum_tiles(shape.maps,
            x,
            shape.in,
            kernels_of_sums(weight, shape.out, shape.in),
            bias,
            {shape.slopes.height, shape.slopes.width},
            shape.out,
            y);
}

template <class T>
void gradients_by_tiles(const TilePlanes& shape,
                        const T* gradient,
                        const T* x,
                        const T* weight,
                        T* of_x,
                        T* of_weight) {
  if (of_x) {
    const auto& bordered = shape.bordered;
    const int64_t size = bordered.size(), pixels = bordered.height * bordered.width;
    const auto sums = room_for<T>(shape.in * size);
    sum_tiles(shape.gradient,
              gradient,
              shape.out,
              kernels_of_gradient(weight, shape.out, shape.in),
              static_cast<const T*>(nullptr),
              {bordered.rows, bordered.columns},
              shape.in,
              sums.get());
    std::fill_n(of_x, shape.in * pixels, T(0));
    for (int64_t c = 0; c < shape.in; ++c)
      add_plane(bordered, sums.get() + c * size, of_x + c * pixels);
  }
  if (of_weight)
    tile_products(shape.maps, x, shape.in, shape.slopes, gradient, shape.out, of_weight);
}

#define LOWLIGHT_TILE_GROUP_OF(T)                                                          \
  template void convolve_by_tiles<T>(const TilePlanes&, const T*, const T*, const T*, T*); \
  template void gradients_by_tiles<T>(const TilePlanes&, const T*, const T*, const T*, T*, T*);
LOWLIGHT_TILE_GROUP_OF(float)
LOWLIGHT_TILE_GROUP_OF(double)

}  // namespace lowlight::blocks
