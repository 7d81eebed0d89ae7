#include "lowlight/blocks/oct_conv.h"

#include <cmath>

#include "blocks/conv_child.h"
#include "blocks/multiple.h"
#include "blocks/oct_bands.h"
#include "lowlight/blocks/doubled_conv.h"
#include "lowlight/core/fields.h"

namespace lowlight::blocks {
namespace {

ConvGeometry geometry_of(const OctConvOptions& options, int64_t groups) {
  return {options.stride, options.padding, 1, groups, options.padding_mode};
}

// conv(upsampled low).
at::Tensor convolve_raised(const at::Tensor& low,
                           const at::Tensor& weight,
                           const ConvGeometry& geometry,
                           const BandSize& size) {
  return doubled_conv2d(low, weight, {}, geometry, size.height, size.width);
}

at::Tensor sum_of_paths(const at::Tensor& a, const at::Tensor& b) {
  return a.defined() && b.defined() ? a + b : (a.defined() ? a : b);
}

}  // namespace

int64_t OctConvOptions::high_groups() const {
  return static_cast<int64_t>(std::ceil(groups - alpha_in * groups));
}

int64_t OctConvOptions::low_groups() const {
  return static_cast<int64_t>(std::ceil(alpha_in * groups));
}

Problems problems_of_paths(const OctConvOptions& options) {
  if (!problems_of(options).empty()) return {};
  Problems problems;
  const auto path = [&](const std::string& name, int64_t in, int64_t out, int64_t groups) {
    if (in == 0 || out == 0) return;
    check_multiple(problems, name + " input channels", in, groups);
    check_multiple(problems, name + " output channels", out, groups);
  };
  path("high_to_high", options.high_in(), options.high_out(), options.high_groups());
  path("low_to_low", options.low_in(), options.low_out(), options.low_groups());
  if (options.has_cross_paths()) {
    path("low_to_high", options.low_in(), options.high_out(), options.groups);
    path("high_to_low", options.high_in(), options.low_out(), options.groups);
    return problems;
  }
  if ((options.high_in() == 0) != (options.high_out() == 0) ||
      (options.low_in() == 0) != (options.low_out() == 0)) {
    problems.push_back(
        {"groups", "leave a depth-wise block no cross paths to make or drop a band"});
  }
  return problems;
}

Problems problems_of_plain_side(const OctConvOptions& options) {
  if (options.groups == 1) return {};
  return {{"groups", "must be 1 in a first or last block", std::to_string(options.groups)}};
}

OctTensor oct_conv_first(const at::Tensor& x,
                         const at::Tensor& high_weight,
                         const at::Tensor& low_weight,
                         const OctConvOptions& options) {
  check_plain("OctConvFirst", x, options);
  const auto geometry = geometry_of(options, 1);
  OctTensor y;
  if (high_weight.defined()) y.high = padded_conv2d(x, high_weight, {}, geometry);
  if (low_weight.defined()) y.low = padded_conv2d(pool_half(x), low_weight, {}, geometry);
  return y;
}

OctTensor oct_conv(const OctTensor& x,
                   const OctConvWeights& weights,
                   const OctConvOptions& options) {
  check_bands("OctConv", x, options);
  const auto across = geometry_of(options, options.groups);
  at::Tensor high_to_high, low_to_low, low_to_high, high_to_low;
  if (weights.high_to_high.defined()) {
    high_to_high = padded_conv2d(
        x.high, weights.high_to_high, {}, geometry_of(options, options.high_groups()));
  }
  if (weights.low_to_low.defined()) {
    low_to_low =
        padded_conv2d(x.low, weights.low_to_low, {}, geometry_of(options, options.low_groups()));
  }
  if (weights.low_to_high.defined()) {
    low_to_high = convolve_raised(x.low, weights.low_to_high, across, size_of_high(x));
  }
  if (weights.high_to_low.defined()) {
    high_to_low = padded_conv2d(pool_half(x.high), weights.high_to_low, {}, across);
  }
  return {sum_of_paths(high_to_high, low_to_high), sum_of_paths(low_to_low, high_to_low)};
}

OctOutput oct_conv_last(const OctTensor& x,
                        const at::Tensor& high_weight,
                        const at::Tensor& low_weight,
                        const OctConvOptions& options) {
  check_bands("OctConvLast", x, options);
  const auto geometry = geometry_of(options, 1);
  OctOutput y;
  if (high_weight.defined()) y.high = padded_conv2d(x.high, high_weight, {}, geometry);
  if (low_weight.defined()) y.low = convolve_raised(x.low, low_weight, geometry, size_of_high(x));
  y.value = weighted_sum(y.high, y.low, options);
  return y;
}

OctConvFirstImpl::OctConvFirstImpl(OctConvOptions given) : options(given) {
  require_valid("OctConvFirst", together(problems_of(options), problems_of_plain_side(options)));
  reset();
}

void OctConvFirstImpl::reset() {
  const auto& o = options;
  if (o.high_out()) {
    high = register_module("high", conv_child(o.in_channels, o.high_out(), o.kernel_size));
  }
  if (o.low_out()) {
    low = register_module("low", conv_child(o.in_channels, o.low_out(), o.kernel_size));
  }
}

OctTensor OctConvFirstImpl::forward(const at::Tensor& x) {
  return oct_conv_first(x, weight_of(high), weight_of(low), options);
}

OctConvImpl::OctConvImpl(OctConvOptions given) : options(given) {
  require_valid("OctConv", together(problems_of(options), problems_of_paths(options)));
  reset();
}

void OctConvImpl::reset() {
  const auto& o = options;
  const auto path =
      [&](const char* name, int64_t in, int64_t out, int64_t groups) -> torch::nn::Conv2d {
    if (in == 0 || out == 0) return nullptr;
    return register_module(name, conv_child(in, out, o.kernel_size, groups));
  };
  high_to_high = path("high_to_high", o.high_in(), o.high_out(), o.high_groups());
  low_to_low = path("low_to_low", o.low_in(), o.low_out(), o.low_groups());
  if (o.has_cross_paths()) {
    low_to_high = path("low_to_high", o.low_in(), o.high_out(), o.groups);
    high_to_low = path("high_to_low", o.high_in(), o.low_out(), o.groups);
  }
}

OctTensor OctConvImpl::forward(const OctTensor& x) {
  return lowlight::blocks::oct_conv(x,
                                    {weight_of(high_to_high),
                                     weight_of(low_to_low),
                                     weight_of(low_to_high),
                                     weight_of(high_to_low)},
                                    options);
}

OctConvLastImpl::OctConvLastImpl(OctConvOptions given) : options(given) {
  require_valid("OctConvLast", together(problems_of(options), problems_of_plain_side(options)));
  reset();
}

void OctConvLastImpl::reset() {
  const auto& o = options;
  if (o.high_in()) {
    high = register_module("high", conv_child(o.high_in(), o.out_channels, o.kernel_size));
  }
  if (o.low_in()) {
    low = register_module("low", conv_child(o.low_in(), o.out_channels, o.kernel_size));
  }
}

OctOutput OctConvLastImpl::forward(const OctTensor& x) {
  return oct_conv_last(x, weight_of(high), weight_of(low), options);
}

}  // namespace lowlight::blocks
