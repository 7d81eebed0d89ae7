#include "lowlight/blocks/ada_oct_conv.h"

#include "blocks/oct_bands.h"
#include "lowlight/core/check.h"
#include "lowlight/core/fields.h"

namespace lowlight::blocks {
namespace {

struct BandOptions {
  KernelPredictorOptions predictor;
  AdaConv2dOptions conv;
};

BandOptions band_options(const AdaOctConvOptions& options,
                         int64_t channels,
                         int64_t style_channels) {
  // Rounded down, as in the published code: six channels under a divisor of 4 are one group.
  const int64_t groups = channels / options.group_div;
  return {{style_channels, channels, groups, options.style_kernel}, {channels, groups}};
}

BandOptions high_options(const AdaOctConvOptions& options) {
  return band_options(options,
                      options.conv.high_in(),
                      high_channels(options.style_channels, options.conv.alpha_in));
}

BandOptions low_options(const AdaOctConvOptions& options) {
  return band_options(
      options,
      options.conv.low_in(),
      options.style_channels - high_channels(options.style_channels, options.conv.alpha_in));
}

}  // namespace

void AdaOctConvOptions::check(Problems& problems) const {
  problems = together(std::move(problems), within("conv", problems_of_paths(conv)));
  if (!problems.empty()) return;
  const auto check_band = [&](const std::string& name, const BandOptions& band) {
    problems =
        together(std::move(problems), within(name + "_predictor", problems_of(band.predictor)));
  };
  if (conv.high_in()) check_band("high", high_options(*this));
  if (conv.low_in()) check_band("low", low_options(*this));
}

AdaOctConvImpl::AdaOctConvImpl(AdaOctConvOptions given) : options(given) {
  require_valid("AdaOctConv", options);
  reset();
}

void AdaOctConvImpl::reset() {
  if (options.conv.high_in()) {
    const auto band = high_options(options);
    high_predictor = register_module("high_predictor", KernelPredictor(band.predictor));
    high_conv = register_module("high_conv", AdaConv2d(band.conv));
  }
  if (options.conv.low_in()) {
    const auto band = low_options(options);
    low_predictor = register_module("low_predictor", KernelPredictor(band.predictor));
    low_conv = register_module("low_conv", AdaConv2d(band.conv));
  }
  oct_conv = register_module("oct_conv", OctConv(options.conv));
}

OctKernels AdaOctConvImpl::predict(const OctTensor& style) {
  LOWLIGHT_CHECK((high_predictor.is_empty() || style.has_high()) &&
                     (low_predictor.is_empty() || style.has_low()),
                 "AdaOctConv: the style code must have every band of the content, got high ",
                 style.has_high() ? "there" : "missing",
                 ", low ",
                 style.has_low() ? "there" : "missing");
  OctKernels kernels;
  if (!high_predictor.is_empty()) kernels.high = high_predictor->forward(style.high);
  if (!low_predictor.is_empty()) kernels.low = low_predictor->forward(style.low);
  return kernels;
}

OctKernels AdaOctConvImpl::with_norms_of(const OctTensor& content,
                                         const OctKernels& kernels) const {
  check_bands("AdaOctConv", content, options.conv);
  OctKernels result;
  if (content.has_high()) {
    result.high = with_norm_of(content.high, kernels.high, high_conv->options.groups);
  }
  if (content.has_low()) {
    result.low = with_norm_of(content.low, kernels.low, low_conv->options.groups);
  }
  return result;
}

OctTensor AdaOctConvImpl::apply_kernels(const OctTensor& content, const OctKernels& kernels) {
  check_bands("AdaOctConv", content, options.conv);
  OctTensor adapted;
  if (content.has_high()) adapted.high = high_conv->forward(content.high, kernels.high);
  if (content.has_low()) adapted.low = low_conv->forward(content.low, kernels.low);
  const double slope = options.negative_slope;
  return leaky_relu(oct_conv->forward(leaky_relu(adapted, slope)), slope);
}

OctTensor AdaOctConvImpl::forward(const OctTensor& content, const OctTensor& style) {
  return apply_kernels(content, predict(style));
}

}  // namespace lowlight::blocks
