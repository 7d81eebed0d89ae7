#include "lowlight/blocks/wavelet_conv.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/constant_pad_nd.h>

#include "blocks/conv_child.h"
#include "blocks/haar.h"
#include "blocks/same_padding.h"
#include "lowlight/blocks/padding.h"
#include "lowlight/blocks/partial_wavelet_conv.h"
#include "lowlight/core/check.h"
#include "lowlight/core/fields.h"

namespace lowlight::blocks {
namespace {

at::Tensor convolve_same(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  return padded_conv2d(pad_same(x, weight.size(2)), weight, bias, {.groups = x.size(1)});
}

// The level's contribution to the map it was made from, and those of all deeper levels.
at::Tensor wavelet_path(const at::Tensor& x, const WaveletWeights& weights, size_t level) {
  const auto bands = haar(x);
  const auto joined = at::cat({bands.low.unsqueeze(2), bands.detail}, 2).flatten(1, 2);
  const auto scaled =
      convolve_same(joined, weights.levels[level], {}) * weights.level_scales[level];
  const auto convolved = scaled.unflatten(1, {x.size(1), 4});
  auto low = convolved.select(2, 0);
  if (level + 1 < weights.levels.size()) low = low + wavelet_path(bands.low, weights, level + 1);
  return inverse_haar({low, convolved.slice(2, 1)}, x.size(2), x.size(3));
}

}  // namespace

at::Tensor wavelet_conv(const at::Tensor& x,
                        const WaveletWeights& weights,
                        const WaveletConvOptions& options) {
  LOWLIGHT_CHECK(x.dim() == 4 && x.size(1) == options.channels,
                 "WaveletConv: x must be [N, ",
                 options.channels,
                 ", H, W], got ",
                 x.sizes());
  const auto y = convolve_same(x, weights.base, weights.bias) * weights.base_scale +
                 wavelet_path(x, weights, 0);
  return subsample(y, options.stride);
}

ChannelScaleImpl::ChannelScaleImpl(int64_t given_channels, double given_initial)
    : channels(given_channels), initial(given_initial) {
  reset();
}

void ChannelScaleImpl::reset() {
  weight = register_parameter("weight", torch::full({1, channels, 1, 1}, initial));
}

at::Tensor ChannelScaleImpl::forward(const at::Tensor& x) { return x * weight; }

template <class Derived>
WaveletModule<Derived>::WaveletModule(const char* block, WaveletConvOptions given)
    : options(given) {
  require_valid(block, options);
  reset();
}

template <class Derived>
void WaveletModule<Derived>::reset() {
  const auto& o = options;
  const int64_t bands = 4 * o.channels;
  base_conv = this->register_module(
      "base_conv", conv_child(o.channels, o.channels, o.kernel_size, o.channels, o.bias));
  base_scale = this->register_module("base_scale", ChannelScale(o.channels, 1.0));
  wavelet_convs = this->register_module("wavelet_convs", torch::nn::ModuleList());
  wavelet_scale = this->register_module("wavelet_scale", torch::nn::ModuleList());
  for (int64_t level = 0; level < o.levels; ++level) {
    wavelet_convs->push_back(conv_child(bands, bands, o.kernel_size, bands));
    wavelet_scale->push_back(ChannelScale(bands, 0.1));
  }
}

template <class Derived>
WaveletWeights WaveletModule<Derived>::weights() const {
  WaveletWeights all{base_conv->weight, base_conv->bias, base_scale->weight, {}, {}};
  for (size_t level = 0; level < wavelet_convs->size(); ++level) {
    all.levels.push_back(wavelet_convs->at<torch::nn::Conv2dImpl>(level).weight);
    all.level_scales.push_back(wavelet_scale->at<ChannelScaleImpl>(level).weight);
  }
  return all;
}

template class WaveletModule<WaveletConvImpl>;
template class WaveletModule<PartialWaveletConvImpl>;

WaveletConvImpl::WaveletConvImpl(WaveletConvOptions given) : WaveletModule("WaveletConv", given) {}

at::Tensor WaveletConvImpl::forward(const at::Tensor& x) {
  return wavelet_conv(x, weights(), options);
}

}  // namespace lowlight::blocks
