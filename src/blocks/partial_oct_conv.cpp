#include "lowlight/blocks/partial_oct_conv.h"

#include "blocks/oct_bands.h"
#include "lowlight/blocks/doubled_conv.h"
#include "lowlight/core/fields.h"

namespace lowlight::blocks {
namespace {

// A path's masks were checked at the block's door.
PartialConv2d path_child(const PartialOctConvOptions& options,
                         int64_t in_channels,
                         int64_t out_channels,
                         int64_t groups = 1) {
  const auto& conv = options.conv;
  return PartialConv2d(PartialConv2dOptions{.in_channels = in_channels,
                                            .out_channels = out_channels,
                                            .kernel_size = conv.kernel_size,
                                            .stride = conv.stride,
                                            .padding = conv.padding,
                                            .groups = groups,
                                            .bias = false,
                                            .padding_mode = conv.padding_mode,
                                            .ratio = options.ratio,
                                            .ratio_cap = options.ratio_cap,
                                            .check_mask_values = false});
}

// path(upsampled low); a point-wise kernel goes first, on a quarter of the pixels, with the same
// result. Without a mask, and where the border is not missing, the path is a plain convolution.
MaskedTensor convolve_raised(PartialConv2d& path, const MaskedTensor& low, const BandSize& size) {
  const auto geometry = path->options.geometry();
  if (!low.has_mask() && geometry.padding_mode != PaddingMode::zeros) {
    return {doubled_conv2d(low.value, path->weight, path->bias, geometry, size.height, size.width),
            {}};
  }
  if (is_pointwise(path->options.kernel_size, path->options.geometry())) {
    return masked_upsample_to(path->forward(low), size.height, size.width);
  }
  return path->forward(masked_upsample_to(low, size.height, size.width));
}

// Features add, masks join by or; a path that is not there adds nothing.
MaskedTensor meet(const MaskedTensor& a, const MaskedTensor& b) {
  if (!a.value.defined()) return b;
  if (!b.value.defined()) return a;
  return {a.value + b.value, join_masks(a.mask, b.mask)};
}

void check_masked_bands(const char* block,
                        const MaskedOctTensor& x,
                        const PartialOctConvOptions& options) {
  check_bands(block, x.value, options.conv);
  if (x.value.has_high()) check_mask(block, x.high(), false, options.check_mask_values);
  if (x.value.has_low()) check_mask(block, x.low(), false, options.check_mask_values);
}

}  // namespace

PartialOctConvFirstImpl::PartialOctConvFirstImpl(PartialOctConvOptions given) : options(given) {
  require_valid(
      "PartialOctConvFirst",
      together(problems_of(options), within("conv", problems_of_plain_side(options.conv))));
  reset();
}

void PartialOctConvFirstImpl::reset() {
  const auto& conv = options.conv;
  if (conv.high_out()) {
    high = register_module("high", path_child(options, conv.in_channels, conv.high_out()));
  }
  if (conv.low_out()) {
    low = register_module("low", path_child(options, conv.in_channels, conv.low_out()));
  }
}

MaskedOctTensor PartialOctConvFirstImpl::forward(const MaskedTensor& x) {
  check_plain("PartialOctConvFirst", x.value, options.conv);
  check_mask("PartialOctConvFirst", x, false, options.check_mask_values);
  MaskedTensor y_high, y_low;
  if (!high.is_empty()) y_high = high->forward(x);
  if (!low.is_empty()) y_low = low->forward(masked_pool_half(x));
  return {{y_high.value, y_low.value}, {y_high.mask, y_low.mask}};
}

PartialOctConvImpl::PartialOctConvImpl(PartialOctConvOptions given) : options(given) {
  require_valid("PartialOctConv",
                together(problems_of(options), within("conv", problems_of_paths(options.conv))));
  reset();
}

void PartialOctConvImpl::reset() {
  const auto& conv = options.conv;
  const auto path =
      [&](const char* name, int64_t in, int64_t out, int64_t groups) -> PartialConv2d {
    if (in == 0 || out == 0) return nullptr;
    return register_module(name, path_child(options, in, out, groups));
  };
  high_to_high = path("high_to_high", conv.high_in(), conv.high_out(), conv.high_groups());
  low_to_low = path("low_to_low", conv.low_in(), conv.low_out(), conv.low_groups());
  if (conv.has_cross_paths()) {
    low_to_high = path("low_to_high", conv.low_in(), conv.high_out(), conv.groups);
    high_to_low = path("high_to_low", conv.high_in(), conv.low_out(), conv.groups);
  }
}

MaskedOctTensor PartialOctConvImpl::forward(const MaskedOctTensor& x) {
  check_masked_bands("PartialOctConv", x, options);
  MaskedTensor within_high, within_low, raised, lowered;
  if (!high_to_high.is_empty()) within_high = high_to_high->forward(x.high());
  if (!low_to_low.is_empty()) within_low = low_to_low->forward(x.low());
  if (!low_to_high.is_empty()) {
    raised = convolve_raised(low_to_high, x.low(), size_of_high(x.value));
  }
  if (!high_to_low.is_empty()) lowered = high_to_low->forward(masked_pool_half(x.high()));
  const auto y_high = meet(within_high, raised), y_low = meet(within_low, lowered);
  return {{y_high.value, y_low.value}, {y_high.mask, y_low.mask}};
}

PartialOctConvLastImpl::PartialOctConvLastImpl(PartialOctConvOptions given) : options(given) {
  require_valid(
      "PartialOctConvLast",
      together(problems_of(options), within("conv", problems_of_plain_side(options.conv))));
  reset();
}

void PartialOctConvLastImpl::reset() {
  const auto& conv = options.conv;
  if (conv.high_in()) {
    high = register_module("high", path_child(options, conv.high_in(), conv.out_channels));
  }
  if (conv.low_in()) {
    low = register_module("low", path_child(options, conv.low_in(), conv.out_channels));
  }
}

MaskedOctOutput PartialOctConvLastImpl::forward(const MaskedOctTensor& x) {
  check_masked_bands("PartialOctConvLast", x, options);
  MaskedTensor y_high, y_low;
  if (!high.is_empty()) y_high = high->forward(x.high());
  if (!low.is_empty()) y_low = convolve_raised(low, x.low(), size_of_high(x.value));
  const auto value = weighted_sum(y_high.value, y_low.value, options.conv);
  return {{value, y_high.value, y_low.value}, meet(y_high, y_low).mask};
}

}  // namespace lowlight::blocks
