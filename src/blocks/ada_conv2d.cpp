#include "lowlight/blocks/ada_conv2d.h"

#include <ATen/ops/instance_norm.h>

#include "blocks/conv_child.h"
#include "blocks/multiple.h"
#include "lowlight/blocks/padding.h"
#include "lowlight/core/check.h"
#include "lowlight/core/fields.h"

namespace lowlight::blocks {
namespace {

// The point-wise kernel after the spatial one, as one kernel of the spatial one's size: nothing
// stands between the two.
at::Tensor joined_kernels(const PredictedKernels& kernels, int64_t groups) {
  const auto& spatial = kernels.spatial;
  const int64_t samples = spatial.size(0), width = spatial.size(2);
  const auto first = spatial.reshape({samples, groups, width, -1});
  const auto second = kernels.pointwise.reshape({samples, groups, width, width});
  return at::matmul(second, first).reshape(spatial.sizes());
}

}  // namespace

void AdaConv2dOptions::check(Problems& problems) const {
  check_multiple(problems, "channels", channels, groups);
}

at::Tensor instance_norm(const at::Tensor& x) {
  // The library's own copies a channels-last map there and back; the definition reads it in place.
  if (x.dim() == 4 && !x.is_contiguous() && x.is_contiguous(at::MemoryFormat::ChannelsLast)) {
    const auto centred = x - x.mean({2, 3}, /*keepdim=*/true);
    const auto variance = centred.square().mean({2, 3}, /*keepdim=*/true);
    return centred * (variance + 1e-5).rsqrt();
  }
  return at::instance_norm(x, {}, {}, {}, {}, /*use_input_stats=*/true, 0.0, 1e-5, true);
}

at::Tensor predicted_conv2d(const at::Tensor& x, const PredictedKernels& kernels, int64_t groups) {
  const auto& spatial = kernels.spatial;
  LOWLIGHT_CHECK(
      x.dim() == 4 && spatial.dim() == 5 && spatial.size(1) == x.size(1) &&
          spatial.size(2) * groups == x.size(1),
      "predicted_conv2d: x must be [N, C, H, W] for kernels [N, C, C/groups, k, k], got ",
      x.sizes(),
      " for ",
      spatial.sizes(),
      " in ",
      groups,
      " groups");
  LOWLIGHT_CHECK(spatial.size(0) == x.size(0) || spatial.size(0) == 1,
                 "predicted_conv2d: kernels must be for every sample or for one, got ",
                 spatial.size(0),
                 " for ",
                 x.size(0));
  if (x.size(0) == 0) return x;  // no sample, no group
  const bool one_style = spatial.size(0) == 1;
  const auto joined = joined_kernels(kernels, groups);
  return padded_conv2d(
      x,
      one_style ? joined[0] : joined,
      one_style && kernels.bias.defined() ? kernels.bias[0] : kernels.bias,
      {.padding = spatial.size(3) / 2, .groups = groups, .padding_mode = PaddingMode::reflect});
}

PredictedKernels with_norm_of(const at::Tensor& x,
                              const PredictedKernels& kernels,
                              int64_t groups) {
  LOWLIGHT_CHECK(kernels.normalise, "with_norm_of: the kernels must not have a norm in them yet");
  const auto mean = x.mean({2, 3}, true);
  const auto scale = ((x - mean).square().mean({2, 3}, true) + 1e-5).rsqrt();
  // Of the input channels of each group; a kernel is [N, groups, outputs, inputs, k, k].
  const int64_t width = kernels.spatial.size(2), side = kernels.spatial.size(3);
  const auto of_inputs = [&](const at::Tensor& numbers) {
    return numbers.reshape({-1, groups, 1, width, 1, 1});
  };
  const auto grouped = [&](const at::Tensor& spatial) {
    return spatial.reshape({-1, groups, width, width, side, side});
  };
  auto result = kernels;
  result.normalise = false;
  result.spatial = (grouped(kernels.spatial) * of_inputs(scale)).flatten(1, 2);
  result.pointwise = kernels.pointwise.expand({result.spatial.size(0), -1, -1, -1, -1});
  const auto of_mean = grouped(joined_kernels(result, groups)) * of_inputs(mean);
  result.bias = kernels.bias - of_mean.sum({3, 4, 5}).flatten(1);
  return result;
}

AdaConv2dImpl::AdaConv2dImpl(AdaConv2dOptions given) : options(given) {
  require_valid("AdaConv2d", options);
  reset();
}

void AdaConv2dImpl::reset() {
  conv =
      register_module("conv", conv_child(options.channels, options.channels, 3, 1, /*bias=*/true));
}

at::Tensor AdaConv2dImpl::forward(const at::Tensor& x, const PredictedKernels& kernels) {
  LOWLIGHT_CHECK(x.dim() == 4 && x.size(1) == options.channels,
                 "AdaConv2d: x must be [N, ",
                 options.channels,
                 ", H, W], got ",
                 x.sizes());
  const auto normalised = kernels.normalise ? instance_norm(x) : x;
  return padded_conv2d(predicted_conv2d(normalised, kernels, options.groups),
                       conv->weight,
                       conv->bias,
                       {.padding = 1, .padding_mode = PaddingMode::reflect});
}

}  // namespace lowlight::blocks
