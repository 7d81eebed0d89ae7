#include "blocks/direct_conv2d_loops.h"

#include <ATen/Dispatch.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "blocks/bordered_planes.h"
#include "blocks/conv_group.h"
#include "blocks/tap_sums.h"
#include "blocks/tile_group.h"

namespace lowlight::blocks {
namespace {

// The planes of a group, which may be its maps.
template <class T>
struct Planes {
  Planes(const GroupShape& shape, const T* maps) : data(maps) {
    if (shape.in_place()) return;
    const int64_t size = shape.planes.size(), pixels = shape.planes.height * shape.planes.width;
    own = room_for<T>(shape.in * size + kSlack);
    for (int64_t c = 0; c < shape.in; ++c)
      fill_plane(shape.planes, maps + c * pixels, own.get() + c * size);
    std::fill_n(own.get() + shape.in * size, kSlack, T(0));
    data = own.get();
  }

  std::unique_ptr<T[]> own;
  const T* data;
};

// y = rows + constant, of rows as long as those of the planes.
template <class T>
void take_outputs(const GroupShape& shape, const T* rows, T constant, T* y) {
  for (int64_t i = 0; i < shape.height; ++i) {
    const T* from = rows + i * shape.planes.columns;
    T* to = y + i * shape.width;
    for (int64_t j = 0; j < shape.width; ++j) to[j] = from[j] + constant;
  }
}

template <class T>
void convolve_group(const GroupShape& shape, const T* x, const T* weight, const T* bias, T* y) {
  const Planes<T> planes(shape, x);
  const bool in_place = shape.in_place();
  const int64_t step = in_place ? shape.pixels() : shape.places() + kSlack, taps = shape.taps();
  const auto block_weights = room_for<T>(kMostOutputs * taps),
             room = room_for<T>(in_place ? 0 : kMostOutputs * step);
  each_block(shape.out, [&](int64_t first, int64_t count) {
    for (int64_t t = 0; t < taps; ++t) {
      for (int64_t m = 0; m < count; ++m)
        block_weights[t * count + m] = weight[(first + m) * taps + t];
    }
    T* results = y + first * shape.pixels();
    T* sums = in_place ? results : room.get();
    sum_taps(planes.data,
             shape.offsets.data(),
             taps,
             block_weights.get(),
             count,
             sums,
             step,
             shape.places());
    if (in_place && !bias) return;
    for (int64_t m = 0; m < count; ++m) {
      take_outputs(
          shape, sums + m * step, bias ? bias[first + m] : T(0), results + m * shape.pixels());
    }
  });
}

// The output's gradient with a margin of zeros above and left of it, in rows as long as those of
// the planes: what lies right of a row is the margin of the next one.
template <class T>
struct Gradient {
  Gradient(const GroupShape& shape, const T* maps)
      : size(shape.gradient_size()), begin(0), data(maps) {
    if (shape.in_place()) return;
    const int64_t columns = shape.planes.columns;
    begin = shape.margin * columns + shape.margin;
    own.resize(size_t(shape.out * size));
    for (int64_t m = 0; m < shape.out; ++m) {
      for (int64_t row = 0; row < shape.height; ++row) {
        std::copy_n(maps + (m * shape.height + row) * shape.width,
                    shape.width,
                    own.data() + m * size + begin + row * columns);
      }
    }
    data = own.data();
  }

  int64_t size, begin;  ///< of a plane; where its first number lies
  std::vector<T> own;
  const T* data;
};

// The taps that meet a phase of the planes: what of the gradient they meet there, and which of the
// kernel they are.
struct PhaseTaps {
  PhaseTaps(const GroupShape& shape, int64_t phase) {
    const auto& planes = shape.planes;
    const int64_t last = shape.margin * planes.columns + shape.margin;
    for (int64_t m = 0; m < shape.out; ++m) {
      for (int64_t t = 0; t < shape.kernel * shape.kernel; ++t) {
        if (shape.offsets[t] / planes.phase_size() != phase) continue;
        offsets.push_back(m * shape.gradient_size() + last -
                          shape.offsets[t] % planes.phase_size());
        weights.push_back(m * shape.taps() + t);
      }
    }
  }

  std::vector<int64_t> offsets, weights;
};

template <class T>
void take_gradient_of_maps(const GroupShape& shape,
                           const std::vector<PhaseTaps>& taps,
                           const Gradient<T>& gradient,
                           const T* weight,
                           T* of_x) {
  const int64_t phases = int64_t(taps.size()), step = shape.planes.size() + kSlack,
                pixels = shape.planes.height * shape.planes.width,
                area = shape.kernel * shape.kernel;
  const bool in_place = shape.in_place();
  const auto room = room_for<T>(in_place ? 0 : kMostOutputs * step);
  std::vector<T> block_weights;
  each_block(shape.in, [&](int64_t first, int64_t count) {
    T* maps = of_x + first * pixels;
    T* sums = in_place ? maps : room.get();
    for (int64_t phase = 0; phase < phases; ++phase) {
      const auto& of_phase = taps[phase];
      block_weights.clear();
      for (const auto place : of_phase.weights) {
        for (int64_t m = 0; m < count; ++m)
          block_weights.push_back(weight[place + (first + m) * area]);
      }
      sum_taps(gradient.data,
               of_phase.offsets.data(),
               int64_t(of_phase.offsets.size()),
               block_weights.data(),
               count,
               sums + phase * shape.planes.phase_size(),
               in_place ? pixels : step,
               shape.planes.phase_size());
    }
    if (in_place) return;
    std::fill_n(maps, count * pixels, T(0));
    for (int64_t m = 0; m < count; ++m) add_plane(shape.planes, sums + m * step, maps + m * pixels);
  });
}

template <class T>
void sum_of_maps(const GroupShape& shape, const T* gradient, T* of_bias) {
  for (int64_t m = 0; m < shape.out; ++m) {
    const T* map = gradient + m * shape.pixels();
    double sum = 0;
    for (int64_t p = 0; p < shape.pixels(); ++p) sum += map[p];
    of_bias[m] = T(sum);
  }
}

std::optional<TilePlanes> tiles_of(const GroupShape& shape, const ConvGeometry& geometry) {
  if (!is_for_tiles(shape)) return std::nullopt;
  return TilePlanes(shape, geometry.padding_mode);
}

// By one thread: these are small, and another one's waking takes longer.
at::Tensor sum_of_samples(const at::Tensor& each) {
  auto sum = each[0].clone();
  AT_DISPATCH_FLOATING_TYPES(each.scalar_type(), "lowlight::convolution_backward", [&] {
    auto* total = sum.data_ptr<scalar_t>();
    for (int64_t n = 1; n < each.size(0); ++n) {
      const auto* of_sample = each.data_ptr<scalar_t>() + n * sum.numel();
      for (int64_t i = 0; i < sum.numel(); ++i) total[i] += of_sample[i];
    }
  });
  return sum;
}

}  // namespace

at::Tensor convolve_directly(const at::Tensor& x,
                             const at::Tensor& weight,
                             const at::Tensor& bias,
                             const ConvGeometry& geometry) {
  const GroupShape shape(x, weight, geometry);
  const auto tiles = tiles_of(shape, geometry);
  auto y =
      at::empty({shape.samples, shape.out * shape.groups, shape.height, shape.width}, x.options());
  AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "lowlight::convolution", [&] {
    const auto* pixels = x.data_ptr<scalar_t>();
    const auto* weights = weight.data_ptr<scalar_t>();
    const auto* constants = bias.defined() ? bias.data_ptr<scalar_t>() : nullptr;
    auto* results = y.data_ptr<scalar_t>();
    const int64_t in = shape.in * x.size(2) * x.size(3), out = shape.out * shape.pixels();
    each_group(shape, [&](int64_t sample, int64_t group) {
      const int64_t i = sample * shape.groups + group;
      const auto* x_of = pixels + i * in;
      const auto* kernels = weights + shape.weights_at(sample, group);
      const auto* constant = constants ? constants + (shape.each ? i : group) * shape.out : nullptr;
      if (tiles) return convolve_by_tiles(*tiles, x_of, kernels, constant, results + i * out);
      convolve_group(shape, x_of, kernels, constant, results + i * out);
    });
  });
  return y;
}

ConvGradients gradients_directly(const at::Tensor& gradient,
                                 const at::Tensor& x,
                                 const at::Tensor& weight,
                                 const ConvGeometry& geometry,
                                 const WantedGradients& wanted) {
  const GroupShape shape(x, weight, geometry);
  const auto tiles = tiles_of(shape, geometry);
  auto by_sample = weight.sizes().vec();
  if (!shape.each) by_sample.insert(by_sample.begin(), shape.samples);
  ConvGradients result;
  std::vector<PhaseTaps> taps;
  if (wanted.x) {
    result.x = at::empty(x.sizes(), x.options());
    const int64_t phases = tiles ? 0 : shape.planes.stride * shape.planes.stride;
    for (int64_t phase = 0; phase < phases; ++phase) taps.emplace_back(shape, phase);
  }
  if (wanted.weight) result.weight = at::empty(by_sample, x.options());
  if (wanted.bias) result.bias = at::empty({shape.samples, shape.out * shape.groups}, x.options());
  AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "lowlight::convolution_backward", [&] {
    const auto* gradients = gradient.data_ptr<scalar_t>();
    const auto* pixels = x.data_ptr<scalar_t>();
    const auto* weights = weight.data_ptr<scalar_t>();
    const auto place = [](at::Tensor& tensor) {
      return tensor.defined() ? tensor.data_ptr<scalar_t>() : nullptr;
    };
    auto *of_x = place(result.x), *of_weight = place(result.weight), *of_bias = place(result.bias);
    const int64_t in = shape.in * x.size(2) * x.size(3), out = shape.out * shape.pixels();
    each_group(shape, [&](int64_t sample, int64_t group) {
      const int64_t i = sample * shape.groups + group;
      if (of_bias) sum_of_maps(shape, gradients + i * out, of_bias + i * shape.out);
      if (!of_x && !of_weight) return;
      const auto* kernels = weights + shape.weights_at(sample, group);
      if (tiles) {
        return gradients_by_tiles(*tiles,
                                  gradients + i * out,
                                  pixels + i * in,
                                  kernels,
                                  of_x ? of_x + i * in : nullptr,
                                  of_weight ? of_weight + i * shape.weights() : nullptr);
      }
      const Gradient<scalar_t> bordered(shape, gradients + i * out);
      if (of_x) take_gradient_of_maps(shape, taps, bordered, kernels, of_x + i * in);
      if (!of_weight) return;
      const Planes<scalar_t> planes(shape, pixels + i * in);
      tap_products(bordered.data + bordered.begin,
                   bordered.size,
                   shape.out,
                   planes.data,
                   shape.offsets.data(),
                   shape.taps(),
                   shape.places(),
                   of_weight + i * shape.weights());
    });
  });
  if (!shape.each && wanted.weight) result.weight = sum_of_samples(result.weight);
  if (!shape.each && wanted.bias) result.bias = sum_of_samples(result.bias);
  return result;
}

}  // namespace lowlight::blocks
