#include "lowlight/blocks/padding.h"

#include <ATen/ops/conv2d.h>
#include <ATen/ops/pad.h>

#include "lowlight/core/check.h"

namespace lowlight::blocks {
namespace {

void check_room(const at::Tensor& x, int64_t padding, PaddingMode mode) {
  const int64_t side = std::min(x.size(2), x.size(3));
  LOWLIGHT_CHECK(mode != PaddingMode::reflect || padding < side,
                 "pad2d: reflect padding must be less than both sides of the map, got padding ",
                 padding,
                 " for ",
                 x.sizes());
  LOWLIGHT_CHECK(mode != PaddingMode::circular || padding <= side,
                 "pad2d: circular padding must not exceed either side of the map, got padding ",
                 padding,
                 " for ",
                 x.sizes());
  LOWLIGHT_CHECK(mode != PaddingMode::replicate || side > 0,
                 "pad2d: replicate padding must have a pixel to repeat, got ",
                 x.sizes());
}

}  // namespace

at::Tensor pad2d(const at::Tensor& x, int64_t padding, PaddingMode mode) {
  LOWLIGHT_CHECK(x.dim() == 4, "pad2d: x must be [N, C, H, W], got ", x.sizes());
  if (padding == 0) return x;
  check_room(x, padding, mode);
  const auto name = mode == PaddingMode::zeros ? std::string_view("constant") : enum_name(mode);
  return at::pad(
      x, {padding, padding, padding, padding}, c10::string_view(name.data(), name.size()));
}

at::Tensor padded_conv2d(const at::Tensor& x,
                         const at::Tensor& weight,
                         const at::Tensor& bias,
                         const ConvGeometry& geometry) {
  LOWLIGHT_CHECK(x.dim() == 4 && x.size(1) == weight.size(1) * geometry.groups,
                 "padded_conv2d: x must be [N, ",
                 weight.size(1) * geometry.groups,
                 ", H, W], got ",
                 x.sizes());
  const int64_t reach = geometry.dilation * (weight.size(2) - 1) + 1;
  LOWLIGHT_CHECK(std::min(x.size(2), x.size(3)) + 2 * geometry.padding >= reach,
                 "padded_conv2d: the padded map must hold the kernel's ",
                 reach,
                 " pixels, got ",
                 x.sizes(),
                 " with padding ",
                 geometry.padding);
  const bool by_hand = geometry.padding_mode != PaddingMode::zeros;
  const auto padded = by_hand ? pad2d(x, geometry.padding, geometry.padding_mode) : x;
  // Where autocast is on, the products alone are in reduced precision: all around them is not.
  return at::conv2d(padded,
                    weight,
                    bias,
                    geometry.stride,
                    by_hand ? 0 : geometry.padding,
                    geometry.dilation,
                    geometry.groups)
      .to(x.scalar_type());
}

}  // namespace lowlight::blocks
