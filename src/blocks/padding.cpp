#include "lowlight/blocks/padding.h"

#include <ATen/ops/pad.h>

#include "blocks/direct_conv2d.h"
#include "blocks/plain_conv2d.h"
#include "lowlight/core/check.h"
#include "lowlight/core/names.h"

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

// What LibTorch's operators would refuse, and loops over bare memory have to.
void check_kernels(const at::Tensor& x,
                   const at::Tensor& weight,
                   const at::Tensor& bias,
                   int64_t groups) {
  const bool each = weight.dim() == 5;
  LOWLIGHT_CHECK(
      (each ? weight.size(0) == x.size(0) : weight.dim() == 4) &&
          weight.size(-1) == weight.size(-2) && weight.size(-4) % groups == 0,
      "padded_conv2d: the weight must be [C', C/groups, k, k] with C' a multiple of the ",
      groups,
      " groups, or one for each of the ",
      x.size(0),
      " samples, got ",
      weight.sizes());
  LOWLIGHT_CHECK(!bias.defined() || bias.sizes() == weight.sizes().slice(0, weight.dim() - 3),
                 "padded_conv2d: the bias must have a number for each kernel, got ",
                 bias.sizes(),
                 " for ",
                 weight.sizes());
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
  LOWLIGHT_CHECK(x.dim() == 4 && x.size(1) == weight.size(-3) * geometry.groups,
                 "padded_conv2d: x must be [N, ",
                 weight.size(-3) * geometry.groups,
                 ", H, W], got ",
                 x.sizes());
  check_kernels(x, weight, bias, geometry.groups);
  const int64_t reach = geometry.dilation * (weight.size(-1) - 1) + 1;
  LOWLIGHT_CHECK(std::min(x.size(2), x.size(3)) + 2 * geometry.padding >= reach,
                 "padded_conv2d: the padded map must hold the kernel's ",
                 reach,
                 " pixels, got ",
                 x.sizes(),
                 " with padding ",
                 geometry.padding);
  return is_for_direct_conv2d(x, weight, geometry) ? direct_conv2d(x, weight, bias, geometry)
                                                   : plain_conv2d(x, weight, bias, geometry);
}

}  // namespace lowlight::blocks
