#include "lowlight/blocks/kernel_predictor.h"

#include "blocks/conv_child.h"
#include "blocks/multiple.h"
#include "lowlight/blocks/padding.h"
#include "lowlight/core/check.h"
#include "lowlight/core/fields.h"

namespace lowlight::blocks {

void KernelPredictorOptions::check(Problems& problems) const {
  check_multiple(problems, "channels", channels, groups);
}

KernelPredictorImpl::KernelPredictorImpl(KernelPredictorOptions given) : options(given) {
  require_valid("KernelPredictor", options);
  reset();
}

void KernelPredictorImpl::reset() {
  const auto& o = options;
  const int64_t kernels = o.channels * (o.channels / o.groups);
  const auto child = [&](const char* name, int64_t out, int64_t kernel_size) {
    return register_module(name, conv_child(o.style_channels, out, kernel_size, 1, /*bias=*/true));
  };
  spatial = child("spatial", kernels, o.style_kernel);
  pointwise = child("pointwise", kernels, 1);
  bias = child("bias", o.channels, 1);
}

PredictedKernels KernelPredictorImpl::forward(const at::Tensor& style) {
  const int64_t k = options.style_kernel, channels = options.channels;
  LOWLIGHT_CHECK(style.dim() == 4 && style.size(1) == options.style_channels &&
                     style.size(2) == k && style.size(3) == k,
                 "KernelPredictor: the style code must be [N, ",
                 options.style_channels,
                 ", ",
                 k,
                 ", ",
                 k,
                 "], got ",
                 style.sizes());
  const auto mean = style.mean({2, 3}, true);
  const ConvGeometry same{.padding = k / 2, .padding_mode = PaddingMode::reflect};
  const int64_t per_group = channels / options.groups;
  return {padded_conv2d(style, spatial->weight, spatial->bias, same)
              .reshape({-1, channels, per_group, k, k}),
          padded_conv2d(mean, pointwise->weight, pointwise->bias, {})
              .reshape({-1, channels, per_group, 1, 1}),
          padded_conv2d(mean, bias->weight, bias->bias, {}).reshape({-1, channels})};
}

}  // namespace lowlight::blocks
