#include "lowlight/blocks/partial_conv2d.h"

#include <ATen/ops/ones.h>
#include <ATen/ops/where.h>
#include <torch/nn/init.h>

#include <cmath>

#include "blocks/multiple.h"
#include "blocks/rescale_valid.h"
#include "lowlight/core/check.h"
#include "lowlight/core/fields.h"

namespace lowlight::blocks {
namespace {

constexpr double kLeastSoftSum = 1e-8;

// Sums of shifted slices are exact for masks in {0, 1} on every device: no kernel, no reduced
// precision.
at::Tensor sum_along(const at::Tensor& mask,
                     int64_t dim,
                     int64_t kernel,
                     const ConvGeometry& geometry) {
  const int64_t reach = geometry.dilation * (kernel - 1) + 1;
  const int64_t steps = (mask.size(dim) - reach) / geometry.stride + 1;
  at::Tensor sum;
  for (int64_t tap = 0; tap < kernel; ++tap) {
    const int64_t first = tap * geometry.dilation;
    const auto shifted =
        mask.slice(dim, first, first + (steps - 1) * geometry.stride + 1, geometry.stride);
    sum = sum.defined() ? sum + shifted : shifted;
  }
  return sum;
}

// [N, 1, H, W] → [N, 1, H', W']; [N, C, H, W] → [N, groups, H', W'].
at::Tensor window_sum(const at::Tensor& mask, int64_t kernel, const ConvGeometry& geometry) {
  const auto by_group = mask.size(1) == 1 ? mask : mask.unflatten(1, {geometry.groups, -1}).sum(2);
  const auto padded = pad2d(by_group, geometry.padding, geometry.padding_mode);
  return sum_along(sum_along(padded, 2, kernel, geometry), 3, kernel, geometry);
}

at::Tensor ratio_of(const at::Tensor& sum,
                    const at::Tensor& valid,
                    int64_t window,
                    const PartialConv2dOptions& options) {
  const double most = options.ratio == RatioMode::capped
                          ? std::min(options.ratio_cap, static_cast<double>(window))
                          : static_cast<double>(window);
  const auto ratio = (window / at::where(valid, sum, 1.0)).clamp_max(most);
  return (options.ratio == RatioMode::square_root ? ratio.sqrt() : ratio) * valid;
}

// What the mask says of each output pixel: ratio (undefined where it is 1 throughout), validity,
// the new mask.
struct Coverage {
  at::Tensor ratio;
  at::Tensor valid;
  at::Tensor mask;
};

Coverage coverage_of(const at::Tensor& mask, const PartialConv2dOptions& options) {
  const bool soft = options.mask_mode == MaskMode::soft, many = mask.size(1) != 1;
  const int64_t kernel = options.kernel_size;
  const int64_t window = kernel * kernel * (many ? options.in_channels / options.groups : 1);
  auto sum = window_sum(mask, kernel, options.geometry());
  if (many && options.groups > 1) {
    sum = sum.repeat_interleave(options.out_channels / options.groups, 1);
  } else if (many) {
    sum = sum.expand({-1, options.out_channels, -1, -1});
  }
  const auto valid = sum > (soft ? kLeastSoftSum : 0.5);
  const auto numbers = valid.to(sum.scalar_type());
  return {kernel == 1 && !many ? at::Tensor() : ratio_of(sum, valid, window, options),
          numbers,
          soft ? (sum / window).clamp_max(1.0) * numbers : numbers};
}

MaskedTensor apply_coverage(const at::Tensor& convolved,
                            const at::Tensor& bias,
                            const Coverage& coverage) {
  const auto type = convolved.scalar_type();
  auto y = convolved;
  if (coverage.ratio.defined() && bias.defined()) {
    y = rescale_valid(convolved, coverage.ratio.to(type), bias);
  } else if (coverage.ratio.defined()) {
    y = convolved * coverage.ratio.to(type);
  } else if (bias.defined()) {
    y = convolved.addcmul(coverage.valid.to(type), bias.view({1, -1, 1, 1}));
  }
  return {y, coverage.mask.expand({y.size(0), -1, -1, -1})};
}

// A full mask matters on a zero-padded border only.
MaskedTensor convolve_unmasked(const at::Tensor& value,
                               const at::Tensor& weight,
                               const at::Tensor& bias,
                               const PartialConv2dOptions& options) {
  if (options.padding == 0 || options.padding_mode != PaddingMode::zeros) {
    return {padded_conv2d(value, weight, bias, options.geometry()), {}};
  }
  const auto type = value.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
  const auto ones = at::ones({1, 1, value.size(2), value.size(3)}, value.options().dtype(type));
  const auto coverage = coverage_of(ones, options);
  auto y = apply_coverage(padded_conv2d(value, weight, {}, options.geometry()), bias, coverage);
  // A window without gaps that is wider than the border always holds a pixel.
  const bool stays_full = options.mask_mode == MaskMode::binary && options.dilation == 1 &&
                          options.padding < options.kernel_size;
  return {y.value, stays_full ? at::Tensor() : y.mask};
}

void check_value(const at::Tensor& value,
                 const at::Tensor& weight,
                 const PartialConv2dOptions& options) {
  LOWLIGHT_CHECK(value.dim() == 4 && value.size(1) == options.in_channels,
                 "PartialConv2d: the value must be [N, ",
                 options.in_channels,
                 ", H, W], got ",
                 value.sizes());
  const auto expected = std::vector<int64_t>{options.out_channels,
                                             options.in_channels / options.groups,
                                             options.kernel_size,
                                             options.kernel_size};
  LOWLIGHT_CHECK(weight.sizes() == at::IntArrayRef(expected),
                 "PartialConv2d: the weight must be ",
                 at::IntArrayRef(expected),
                 ", got ",
                 weight.sizes());
}

}  // namespace

void PartialConv2dOptions::check(Problems& problems) const {
  check_multiple(problems, "in_channels", in_channels, groups);
  check_multiple(problems, "out_channels", out_channels, groups);
}

MaskedTensor partial_conv2d(const at::Tensor& value,
                            const at::Tensor& mask,
                            const at::Tensor& weight,
                            const at::Tensor& bias,
                            const PartialConv2dOptions& options) {
  check_value(value, weight, options);
  check_mask("PartialConv2d", {value, mask}, /*many_channels=*/true, options.check_mask_values);
  if (!mask.defined()) return convolve_unmasked(value, weight, bias, options);

  // Masks are counted in single precision at least: half has no integers above 2048.
  const auto type = value.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
  const bool soft = options.mask_mode == MaskMode::soft;
  const auto weights = soft ? mask.to(type).clamp(0, 1) : (mask > 0.5).to(type);
  // Chosen, not multiplied: NaN times zero is NaN.
  auto seen = at::where(weights > 0, value, 0.0);
  if (soft) seen = seen * weights.to(value.scalar_type());
  return apply_coverage(
      padded_conv2d(seen, weight, {}, options.geometry()), bias, coverage_of(weights, options));
}

PartialConv2dImpl::PartialConv2dImpl(PartialConv2dOptions given) : options(given) {
  require_valid("PartialConv2d", options);
  reset();
}

void PartialConv2dImpl::reset() {
  weight = register_parameter("weight",
                              torch::empty({options.out_channels,
                                            options.in_channels / options.groups,
                                            options.kernel_size,
                                            options.kernel_size}));
  bias = options.bias ? register_parameter("bias", torch::empty({options.out_channels}))
                      : register_parameter("bias", {}, /*requires_grad=*/false);
  reset_parameters();
}

// As torch's own convolution: uniform within ±1/√(inputs of an output).
void PartialConv2dImpl::reset_parameters() {
  const double bound = 1 / std::sqrt(static_cast<double>(weight[0].numel()));
  torch::nn::init::uniform_(weight, -bound, bound);
  if (bias.defined()) torch::nn::init::uniform_(bias, -bound, bound);
}

void PartialConv2dImpl::pretty_print(std::ostream& stream) const {
  stream << "PartialConv2d(" << options.in_channels << ", " << options.out_channels
         << ", kernel_size=" << options.kernel_size << ", stride=" << options.stride
         << ", padding=" << options.padding << ", dilation=" << options.dilation
         << ", groups=" << options.groups << ", padding_mode=" << enum_name(options.padding_mode)
         << ", mask_mode=" << enum_name(options.mask_mode) << ", ratio=" << enum_name(options.ratio)
         << ")";
}

MaskedTensor PartialConv2dImpl::forward(const MaskedTensor& x) {
  return partial_conv2d(x.value, x.mask, weight, bias, options);
}

}  // namespace lowlight::blocks
