#include "lowlight/blocks/partial_wavelet_conv.h"

#include <ATen/ops/ones.h>

#include "blocks/haar.h"
#include "blocks/same_padding.h"
#include "lowlight/blocks/partial_conv2d.h"
#include "lowlight/core/check.h"

namespace lowlight::blocks {
namespace {

MaskedTensor convolve_same(const MaskedTensor& x,
                           const at::Tensor& weight,
                           const at::Tensor& bias) {
  const int64_t channels = x.value.size(1), kernel = weight.size(2);
  const PartialConv2dOptions options{.in_channels = channels,
                                     .out_channels = channels,
                                     .kernel_size = kernel,
                                     .groups = channels,
                                     .check_mask_values = false};
  return partial_conv2d(pad_same(x.value, kernel), pad_same(x.mask, kernel), weight, bias, options);
}

// Each level's low bands share one mask, its details another: two convolutions with one-channel
// masks.
struct LevelWeights {
  at::Tensor low, low_scale, detail, detail_scale;
};

LevelWeights level_weights(const WaveletWeights& weights, size_t level, int64_t channels) {
  const auto kernels = weights.levels[level].unflatten(0, {channels, 4});
  const auto scales = weights.level_scales[level].unflatten(1, {channels, 4});
  return {kernels.select(1, 0),
          scales.select(2, 0),
          kernels.slice(1, 1).flatten(0, 1),
          scales.slice(2, 1).flatten(1, 2)};
}

// The level's contribution to the map it was made from, those of all deeper levels, and the pixels
// they reach.
MaskedTensor wavelet_path(const MaskedTensor& x, const WaveletWeights& weights, size_t level) {
  const int64_t channels = x.value.size(1), height = x.value.size(2), width = x.value.size(3);
  const auto [bands, low_mask, detail_mask] = masked_haar(x);
  const auto of_level = level_weights(weights, level, channels);
  const auto low = convolve_same({bands.low, low_mask}, of_level.low, {});
  const auto detail = convolve_same({bands.detail.flatten(1, 2), detail_mask}, of_level.detail, {});
  auto low_value = low.value * of_level.low_scale;
  auto reached = join_masks(low.mask, detail.mask);
  if (level + 1 < weights.levels.size()) {
    const auto deeper = wavelet_path({bands.low, low_mask}, weights, level + 1);
    low_value = low_value + deeper.value;
    reached = join_masks(reached, deeper.mask);
  }
  const auto details = (detail.value * of_level.detail_scale).unflatten(1, {channels, 3});
  return {inverse_haar({low_value, details}, height, width), upsample_to(reached, height, width)};
}

}  // namespace

MaskedTensor partial_wavelet_conv(const MaskedTensor& x,
                                  const WaveletWeights& weights,
                                  const WaveletConvOptions& options) {
  LOWLIGHT_CHECK(x.value.dim() == 4 && x.value.size(1) == options.channels,
                 "PartialWaveletConv: the value must be [N, ",
                 options.channels,
                 ", H, W], got ",
                 x.value.sizes());
  check_mask("PartialWaveletConv", x, /*many_channels=*/false, /*check_values=*/true);
  // Even a full mask matters on the zero-padded borders of every band.
  const MaskedTensor masked =
      x.has_mask() ? x
                   : MaskedTensor{x.value,
                                  at::ones({x.value.size(0), 1, x.value.size(2), x.value.size(3)},
                                           x.value.options())};
  const auto base = convolve_same(masked, weights.base, weights.bias);
  const auto path = wavelet_path(masked, weights, 0);
  return {subsample(base.value * weights.base_scale + path.value, options.stride),
          subsample(join_masks(base.mask, path.mask), options.stride)};
}

PartialWaveletConvImpl::PartialWaveletConvImpl(WaveletConvOptions given)
    : WaveletModule("PartialWaveletConv", given) {}

MaskedTensor PartialWaveletConvImpl::forward(const MaskedTensor& x) {
  return partial_wavelet_conv(x, weights(), options);
}

}  // namespace lowlight::blocks
