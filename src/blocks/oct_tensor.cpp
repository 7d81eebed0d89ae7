#include "lowlight/blocks/oct_tensor.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/full.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/upsample_nearest2d.h>

#include "blocks/direct_conv2d.h"
#include "lowlight/core/check.h"

namespace lowlight::blocks {
namespace {

template <class Map>
OctTensor each_band(const OctTensor& x, Map&& map) {
  return {x.has_high() ? map(x.high) : at::Tensor(), x.has_low() ? map(x.low) : at::Tensor()};
}

}  // namespace

int64_t high_channels(int64_t channels, double alpha) {
  return static_cast<int64_t>(channels * (1 - alpha));
}

OctTensor leaky_relu(const OctTensor& x, double negative_slope) {
  return each_band(x, [&](const at::Tensor& band) { return at::leaky_relu(band, negative_slope); });
}

OctTensor upsample(const OctTensor& x) {
  return each_band(x, [](const at::Tensor& band) {
    return upsample_to(band, 2 * band.size(2), 2 * band.size(3));
  });
}

at::Tensor pool_half(const at::Tensor& x) {
  if (at::GradMode::is_enabled() && x.size(2) % 2 == 0 && x.size(3) % 2 == 0) {
    // LibTorch's pooling wakes all threads for the smallest map, forward and backward.
    const auto quarter = at::full({x.size(1), 1, 2, 2}, 0.25, x.options());
    const ConvGeometry geometry{.stride = 2, .groups = x.size(1)};
    if (is_for_direct_conv2d(x, quarter, geometry)) return direct_conv2d(x, quarter, {}, geometry);
  }
  return at::avg_pool2d(x, {2, 2}, {2, 2}, 0, /*ceil_mode=*/true, /*count_include_pad=*/false);
}

at::Tensor upsample_to(const at::Tensor& x, int64_t height, int64_t width) {
  const int64_t doubled_height = 2 * x.size(2), doubled_width = 2 * x.size(3);
  LOWLIGHT_CHECK(height <= doubled_height && width <= doubled_width,
                 "upsample_to: the size must be at most twice that of the map, got ",
                 height,
                 " x ",
                 width,
                 " for ",
                 x.sizes());
  const auto doubled = at::upsample_nearest2d(x, {doubled_height, doubled_width}, 2.0, 2.0);
  return doubled.slice(2, 0, height).slice(3, 0, width);
}

}  // namespace lowlight::blocks
