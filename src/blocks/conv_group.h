// What a convolution does for one group of channels of one sample. Private to the room.
#pragma once

#include <ATen/core/Tensor.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "blocks/bordered_planes.h"
#include "blocks/tap_sums.h"
#include "lowlight/core/on_all_cores.h"

namespace lowlight::blocks {

/// From so many multiplications on, some 30 µs, a convolution is divided among threads.
inline constexpr int64_t kWorthDividing = 1'000'000;

/// One sample's group of channels: the part that a convolution does at once.
struct GroupShape {
  GroupShape(const at::Tensor& x, const at::Tensor& weight, const ConvGeometry& geometry)
      : samples(x.size(0)),
        groups(geometry.groups),
        in(weight.size(-3)),
        out(weight.size(-4) / groups),
        kernel(weight.size(-1)),
        dilation(geometry.dilation),
        each(weight.dim() == 5),
        planes(x.size(2), x.size(3), geometry.stride, geometry.padding, geometry.padding_mode),
        height(steps(x.size(2), geometry)),
        width(steps(x.size(3), geometry)),
        margin((kernel - 1) * dilation / geometry.stride) {
    for (int64_t c = 0; c < in; ++c) {
      for (int64_t row = 0; row < kernel; ++row) {
        for (int64_t column = 0; column < kernel; ++column)
          offsets.push_back(c * planes.size() + planes.place(row * dilation, column * dilation));
      }
    }
  }

  int64_t steps(int64_t size, const ConvGeometry& geometry) const {
    return (size + 2 * geometry.padding - dilation * (kernel - 1) - 1) / geometry.stride + 1;
  }
  int64_t taps() const { return int64_t(offsets.size()); }
  int64_t pixels() const { return height * width; }
  /// The outputs of a plane, one row behind the other as the rows of the planes lie.
  int64_t places() const { return (height - 1) * planes.columns + width; }
  /// Whether maps serve as planes: point-wise kernels on whole vectors.
  bool in_place() const { return kernel == 1 && planes.is_map() && pixels() % kSlack == 0; }
  /// Numbers that a map of the output's gradient takes, with its margin.
  int64_t gradient_size() const {
    if (in_place()) return pixels();
    return (planes.rows + margin) * planes.columns + margin + kSlack;
  }
  int64_t weights() const { return out * taps(); }
  /// Which weights a sample's group has.
  int64_t weights_at(int64_t sample, int64_t group) const {
    return ((each ? sample * groups : 0) + group) * weights();
  }

  int64_t samples, groups, in, out, kernel, dilation;
  bool each;
  BorderedPlanes planes;
  int64_t height, width;
  int64_t margin;  ///< How many places of a phase a kernel reaches beyond its first tap.
  std::vector<int64_t> offsets;
};

/// Calls part(sample, group) for each; on all cores, in any order, where that is worth it.
template <class Part>
void each_group(const GroupShape& shape, Part&& part) {
  const int64_t count = shape.samples * shape.groups;
  const auto number = [&](int64_t i) { part(i / shape.groups, i % shape.groups); };
  if (count * shape.weights() * shape.pixels() >= kWorthDividing)
    return on_all_cores(count, number);
  for (int64_t i = 0; i < count; ++i) number(i);
}

/// Calls block(first, count) for `all` outputs, as many at once as sum_taps takes.
template <class Block>
void each_block(int64_t all, Block&& block) {
  int64_t size = kMostOutputs;
  for (int64_t first = 0; first < all; first += size) {
    while (size > all - first) size /= 2;
    block(first, size);
  }
}

}  // namespace lowlight::blocks
