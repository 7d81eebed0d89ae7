#include "lowlight/models/encoder.h"
#include "lowlight/core/fields.h"
#include "lowlight/core/text.h"

#include <ATen/core/grad_mode.h>

#include "lowlight/core/check.h"
#include "models/fused_stem.h"

namespace lowlight::models {
namespace {

using blocks::OctConvOptions;
using blocks::PartialOctConvOptions;

/// Masks inside the encoder come from its own blocks; only the one at the door is checked.
PartialOctConvOptions inner(const OctConvOptions& conv) {
  return {.conv = conv, .check_mask_values = false};
}

}  // namespace

std::vector<at::Tensor> flat(const blocks::OctTensor& bands) {
  std::vector<at::Tensor> result;
  if (bands.has_high()) result.push_back(bands.high);
  if (bands.has_low()) result.push_back(bands.low);
  return result;
}

std::vector<at::Tensor> flat(const EncoderFeatures& features) {
  std::vector<at::Tensor> result;
  for (const auto& level : features.levels) {
    for (auto& band : flat(level.value)) result.push_back(std::move(band));
  }
  return result;
}

blocks::OctTensor style_code(const EncoderFeatures& features, int64_t size) {
  const auto& deepest = features.deepest();
  blocks::OctTensor code;
  if (deepest.value.has_high()) code.high = blocks::masked_adaptive_pool(deepest.high(), size);
  if (deepest.value.has_low()) code.low = blocks::masked_adaptive_pool(deepest.low(), size);
  return code;
}

EncoderImpl::EncoderImpl(EncoderOptions options_) : options(std::move(options_)) {
  require_valid("Encoder", options);
  reset();
}

void EncoderImpl::reset() {
  const auto base = options.base_channels;
  const auto alpha = options.alpha;
  down.clear();
  widen.clear();
  mix.clear();
  stem = register_module(
      "stem",
      blocks::PartialConv2d(blocks::PartialConv2dOptions{.in_channels = options.in_channels,
                                                         .out_channels = base,
                                                         .kernel_size = 7,
                                                         .padding = 3,
                                                         .check_mask_values = false}));
  for (int64_t level = 1; level <= options.levels; ++level) {
    const auto in = level == 1 ? base : options.channels(level - 1);
    const auto out = options.channels(level);
    OctConvOptions halve{.in_channels = in,
                         .out_channels = in,
                         .stride = 2,
                         .padding = 1,
                         .alpha_in = alpha,
                         .alpha_out = alpha};
    if (level == 1) {
      down_1 = register_module("down_1", blocks::PartialOctConvFirst(inner(halve)));
    } else {
      halve.groups = in;
      down.push_back(
          register_module(numbered("down", level), blocks::PartialOctConv(inner(halve))));
    }
    widen.push_back(
        register_module(numbered("widen", level),
                        blocks::PartialOctConv(inner(OctConvOptions{.in_channels = in,
                                                                    .out_channels = out,
                                                                    .kernel_size = 1,
                                                                    .alpha_in = alpha,
                                                                    .alpha_out = alpha}))));
    mix.push_back(
        register_module(numbered("mix", level),
                        blocks::PartialOctConv(inner(OctConvOptions{.in_channels = out,
                                                                    .out_channels = out,
                                                                    .padding = 1,
                                                                    .alpha_in = alpha,
                                                                    .alpha_out = alpha}))));
  }
}

blocks::MaskedOctTensor EncoderImpl::halve(const blocks::MaskedTensor& picture) {
  const bool for_use = !at::GradMode::is_enabled();
  // Every later map follows the picture's layout, and processors convolve this one faster.
  const auto value = for_use && picture.value.is_cpu()
                         ? picture.value.contiguous(at::MemoryFormat::ChannelsLast)
                         : picture.value;
  if (options.partial) {
    const blocks::MaskedTensor masked{value, picture.mask};
    blocks::check_mask("Encoder", masked, /*many_channels=*/false, /*check_values=*/true);
    return down_1(stem(blocks::drop_full_mask(masked)));
  }
  LOWLIGHT_CHECK(!picture.has_mask(), "Encoder: only a partial encoder takes a mask");
  return {for_use && stem_can_be_fused(value) ? halve_fused(value) : halve_plain(value), {}};
}

blocks::OctTensor EncoderImpl::halve_plain(const at::Tensor& picture) {
  // The plain convolution by the same parameters: its zero border counts as black, not as missing.
  const auto map =
      blocks::padded_conv2d(picture, stem->weight, stem->bias, stem->options.geometry());
  return down_1(blocks::MaskedTensor{map, {}}).value;
}

blocks::OctTensor EncoderImpl::halve_fused(const at::Tensor& picture) {
  const auto weight_of = [](const blocks::PartialConv2d& path) {
    return path.is_empty() ? at::Tensor() : path->weight;
  };
  auto bands = fused_stem(
      picture, {stem->weight, stem->bias, weight_of(down_1->high), weight_of(down_1->low)});
  for (const int64_t axis : {2, 3}) {
    const auto strip = halve_plain(picture.narrow(axis, 0, kStemStrip));
    const auto replace_first = [axis](const at::Tensor& band, const at::Tensor& right) {
      if (band.defined()) band.narrow(axis, 0, 1).copy_(right.narrow(axis, 0, 1));
    };
    replace_first(bands.high, strip.high);
    replace_first(bands.low, strip.low);
  }
  return bands;
}

EncoderFeatures EncoderImpl::forward(const blocks::MaskedTensor& picture) {
  const auto& value = picture.value;
  LOWLIGHT_CHECK(value.dim() == 4 && value.size(1) == options.in_channels,
                 "Encoder: a picture must be [N, ",
                 options.in_channels,
                 ", H, W], got ",
                 value.sizes());
  LOWLIGHT_CHECK(value.size(2) > options.too_small() && value.size(3) > options.too_small(),
                 "Encoder: sides of a picture must exceed ",
                 options.too_small(),
                 " pixels, got ",
                 value.sizes());
  EncoderFeatures features;
  auto bands = blocks::leaky_relu(halve(picture));
  for (size_t level = 0; level < mix.size(); ++level) {
    if (level > 0) bands = blocks::leaky_relu(down[level - 1](bands));
    bands = blocks::leaky_relu(widen[level](bands));
    bands = blocks::leaky_relu(mix[level](bands));
    features.levels.push_back(bands);
  }
  return features;
}

}  // namespace lowlight::models
