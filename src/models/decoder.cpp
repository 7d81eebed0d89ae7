#include "lowlight/models/decoder.h"
#include "lowlight/core/fields.h"
#include "lowlight/core/text.h"

#include "lowlight/blocks/doubled_conv.h"
#include "lowlight/core/check.h"

namespace lowlight::models {
namespace {

using blocks::OctTensor;

torch::nn::Conv2d smoothing(int64_t channels) {
  return torch::nn::Conv2d(
      torch::nn::Conv2dOptions(channels, channels, 3).padding(1).padding_mode(torch::kReflect));
}

blocks::AdaOctConvOptions adaptive(const DecoderOptions& options, int64_t stage) {
  const auto channels = options.channels(stage);
  return {.conv = {.in_channels = channels,
                   .out_channels = channels,
                   .padding = 1,
                   .groups = channels,
                   .alpha_in = options.alpha,
                   .alpha_out = options.alpha},
          .style_channels = options.channels(1),
          .style_kernel = options.style_kernel,
          .group_div = options.group_div(stage)};
}

}  // namespace

int64_t DecoderOptions::group_div(int64_t stage) const {
  if (stage == stages()) return 4;
  return stage == stages() - 1 ? 2 : 1;
}

void DecoderOptions::check(Problems& problems) const {
  if (!problems.empty()) return;
  for (int64_t stage = 1; stage <= stages(); ++stage) {
    problems = together(std::move(problems),
                        within(numbered("adapt", stage), problems_of(adaptive(*this, stage))));
  }
}

DecoderImpl::DecoderImpl(DecoderOptions options_) : options(std::move(options_)) {
  require_valid("Decoder", options);
  reset();
}

void DecoderImpl::reset() {
  adapt.clear();
  narrow.clear();
  smooth_high.clear();
  smooth_low.clear();
  for (int64_t stage = 1; stage <= options.stages(); ++stage) add_stage(stage);
  join = register_module(
      "join",
      blocks::OctConvLast(blocks::OctConvOptions{.in_channels = options.base_channels,
                                                 .out_channels = options.base_channels / 2,
                                                 .kernel_size = 1,
                                                 .alpha_in = options.alpha,
                                                 .freq_ratio = options.freq_ratio}));
  to_rgb = register_module("to_rgb",
                           torch::nn::Conv2d(torch::nn::Conv2dOptions(
                               options.base_channels / 2, options.out_channels, 1)));
}

void DecoderImpl::add_stage(int64_t stage) {
  const auto alpha = options.alpha;
  const auto in = options.channels(stage), out = in / 2;
  adapt.push_back(
      register_module(numbered("adapt", stage), blocks::AdaOctConv(adaptive(options, stage))));
  if (stage == options.stages()) return;
  narrow.push_back(register_module(numbered("narrow", stage),
                                   blocks::OctConv(blocks::OctConvOptions{.in_channels = in,
                                                                          .out_channels = out,
                                                                          .kernel_size = 1,
                                                                          .alpha_in = alpha,
                                                                          .alpha_out = alpha})));
  const auto high = blocks::high_channels(out, alpha);
  smooth_high.emplace_back(nullptr);
  smooth_low.emplace_back(nullptr);
  if (high > 0) {
    smooth_high.back() = register_module(numbered("smooth_high", stage), smoothing(high));
  }
  if (high < out) {
    smooth_low.back() = register_module(numbered("smooth_low", stage), smoothing(out - high));
  }
}

StyleKernels DecoderImpl::predict(const OctTensor& style_code) {
  StyleKernels kernels;
  for (auto& stage : adapt) kernels.stages.push_back(stage->predict(style_code));
  return kernels;
}

OctTensor DecoderImpl::enlarge(const OctTensor& bands, size_t stage) {
  const auto smoothed = [](const at::Tensor& band, const torch::nn::Conv2d& smooth) {
    return blocks::doubled_conv2d(band,
                                  smooth->weight,
                                  smooth->bias,
                                  {.padding = 1, .padding_mode = blocks::PaddingMode::reflect},
                                  2 * band.size(2),
                                  2 * band.size(3));
  };
  OctTensor large;
  if (bands.has_high()) large.high = smoothed(bands.high, smooth_high[stage]);
  if (bands.has_low()) large.low = smoothed(bands.low, smooth_low[stage]);
  return large;
}

void DecoderImpl::check_kernels(const StyleKernels& kernels) const {
  LOWLIGHT_CHECK(kernels.stages.size() == adapt.size(),
                 "Decoder: kernels must be those of ",
                 adapt.size(),
                 " stages, got ",
                 kernels.stages.size());
}

StyleKernels DecoderImpl::with_norms_of(const OctTensor& content, StyleKernels kernels) {
  check_kernels(kernels);
  auto bands = content;
  for (size_t stage = 0; stage < adapt.size(); ++stage) {
    auto& own = kernels.stages[stage];
    own = adapt[stage]->with_norms_of(bands, own);
    if (stage == narrow.size()) break;
    bands = enlarge(narrow[stage](adapt[stage]->apply_kernels(bands, own)), stage);
  }
  return kernels;
}

DecodedImage DecoderImpl::forward(const OctTensor& content, const StyleKernels& kernels) {
  check_kernels(kernels);
  if (content.has_high()) {
    LOWLIGHT_CHECK(content.high.size(2) % 2 == 0 && content.high.size(3) % 2 == 0,
                   "Decoder: sides of the high band must be even, got ",
                   content.high.sizes());
  }
  auto bands = content;
  for (size_t stage = 0; stage < narrow.size(); ++stage) {
    bands = adapt[stage]->apply_kernels(bands, kernels.stages[stage]);
    bands = enlarge(narrow[stage](bands), stage);
  }
  return join_to_rgb(adapt.back()->apply_kernels(bands, kernels.stages.back()));
}

// Nothing stands between join and to_rgb, both point-wise: one kernel a band, and full size is only
// reached by the picture's three channels.
DecodedImage DecoderImpl::join_to_rgb(const OctTensor& bands) {
  const auto colours = [&](const at::Tensor& band, const torch::nn::Conv2d& path) {
    const auto weight = at::matmul(to_rgb->weight.flatten(1), path->weight.flatten(1));
    return blocks::padded_conv2d(band, weight.unsqueeze(-1).unsqueeze(-1), {}, {});
  };
  const auto bias = to_rgb->bias.view({1, -1, 1, 1});
  at::Tensor high, low;
  if (bands.has_high()) high = colours(bands.high, join->high);
  if (bands.has_low()) low = colours(bands.low, join->low);
  if (low.defined()) {
    const auto& size = high.defined() ? high.sizes() : low.sizes();
    const int64_t scale = high.defined() ? 1 : 2;
    low = blocks::upsample_to(low, scale * size[2], scale * size[3]);
  }
  DecodedImage decoded{bias, {}, {}};
  if (high.defined()) {
    decoded.image = decoded.image + options.freq_ratio[0] * high;
    decoded.image_high = high + bias;
  }
  if (low.defined()) {
    decoded.image = decoded.image + options.freq_ratio[1] * low;
    decoded.image_low = low + bias;
  }
  return decoded;
}

}  // namespace lowlight::models
