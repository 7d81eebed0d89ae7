#include "lowlight/models/enhancer.h"

#include <torch/nn/init.h>
#include <torch/nn/modules/conv.h>
#include <torch/types.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "lowlight/blocks/adaptive_pool.h"
#include "lowlight/core/fields.h"

namespace lowlight::models {
namespace {

constexpr int64_t kCorrection = 12;

EncoderOptions encoder_options(const EnhancerOptions& options) {
  return {.levels = options.levels, .base_channels = options.base_channels, .alpha = options.alpha};
}

/// From [0, 1] to about [−1, 1].
at::Tensor centred(const at::Tensor& picture) { return picture * 2 - 1; }

/// Cells along the short side, in proportion.
int64_t short_cells(int64_t cells, int64_t side, int64_t longest) {
  return std::max<int64_t>(1, std::llround(double(cells) * double(side) / double(longest)));
}

}  // namespace

EnhancerImpl::EnhancerImpl(EnhancerOptions o) : options(std::move(o)) {
  require_valid("Enhancer", options);
  reset();
}

void EnhancerImpl::reset() {
  const auto encoder = encoder_options(options);
  const int64_t channels = encoder.channels(options.levels);
  const int64_t k = options.style_kernel, high = blocks::high_channels(channels, options.alpha);
  content_encoder = register_module("content_encoder", Encoder(encoder));
  look_encoder = register_module("look_encoder", Encoder(encoder));
  blocks::AdaOctConvOptions join_options;
  join_options.style_channels = channels;
  join_options.style_kernel = k;
  join_options.group_div = options.group_div;
  join_options.conv = {.in_channels = channels,
                       .out_channels = channels,
                       .padding = 1,
                       .alpha_in = options.alpha,
                       .alpha_out = options.alpha};
  join = register_module("join", blocks::AdaOctConv(join_options));
  merge = register_module("merge",
                          blocks::OctConvLast(blocks::OctConvOptions{.in_channels = channels,
                                                                     .out_channels = channels,
                                                                     .kernel_size = 1,
                                                                     .alpha_in = options.alpha}));
  head = register_module(
      "head",
      torch::nn::Conv2d(torch::nn::Conv2dOptions(channels, kCorrection * options.grid_depth, 1)));
  torch::nn::init::zeros_(head->weight);
  torch::nn::init::zeros_(head->bias);
  stored_high = register_parameter("stored_high", torch::zeros({1, high, k, k}));
  stored_low = register_parameter("stored_low", torch::zeros({1, channels - high, k, k}));
}

at::Tensor EnhancerImpl::forward(const at::Tensor& brightened, const blocks::OctTensor& look) {
  const auto features = content_encoder->forward({centred(brightened), {}}).deepest().value;
  const auto joined = torch::leaky_relu(merge->forward(join->forward(features, look)).value, 0.01);
  const int64_t height = brightened.size(2), width = brightened.size(3),
                longest = std::max(height, width);
  const auto cells = blocks::adaptive_average(joined,
                                              short_cells(options.grid_cells, height, longest),
                                              short_cells(options.grid_cells, width, longest));
  const auto corrections = options.bound * torch::tanh(head->forward(cells));
  return corrections.view(
      {brightened.size(0), kCorrection, options.grid_depth, cells.size(2), cells.size(3)});
}

blocks::OctTensor EnhancerImpl::look_of(const at::Tensor& references) {
  return style_code(look_encoder->forward({centred(references), {}}), options.style_kernel);
}

}  // namespace lowlight::models
