#include "lowlight/blocks/masked_tensor.h"

#include <ATen/ATen.h>

#include "lowlight/blocks/adaptive_pool.h"
#include "lowlight/core/check.h"

namespace lowlight::blocks {
namespace {

// The value with zeros where it is invalid, and the validity as numbers of the value's type.
struct Cleared {
  at::Tensor value;
  at::Tensor valid;
};

Cleared clear_invalid(const MaskedTensor& x) {
  const auto valid = x.mask > 0.5;
  return {at::where(valid, x.value, 0.0), valid.to(x.value.scalar_type())};
}

at::Tensor at_least_one_pixel(const at::Tensor& count) { return at::where(count > 0, count, 1.0); }

void check_mask_shape(const char* block, const MaskedTensor& x, bool many_channels) {
  const auto& [value, mask] = x;
  const bool fits = mask.dim() == 4 && (mask.size(0) == value.size(0) || mask.size(0) == 1) &&
                    (mask.size(1) == 1 || (many_channels && mask.size(1) == value.size(1))) &&
                    mask.size(2) == value.size(2) && mask.size(3) == value.size(3);
  LOWLIGHT_CHECK(fits,
                 block,
                 ": the mask of a map ",
                 value.sizes(),
                 " must be [N or 1, ",
                 many_channels ? "1 or C" : "1",
                 ", H, W], got ",
                 mask.sizes());
}

}  // namespace

void check_mask(const char* block, const MaskedTensor& x, bool many_channels, bool check_values) {
  if (!x.has_mask()) return;
  check_mask_shape(block, x, many_channels);
  if (!check_values || x.mask.numel() == 0) return;
  const auto [least, greatest] = at::aminmax(x.mask.detach());
  const double low = least.item<double>(), high = greatest.item<double>();
  // NaN fails both comparisons.
  LOWLIGHT_CHECK(low >= 0 && high <= 1,
                 block,
                 ": mask values must be finite and within [0, 1], got ",
                 low,
                 " to ",
                 high);
}

MaskedTensor drop_full_mask(const MaskedTensor& x, bool soft) {
  if (!x.has_mask()) return x;
  const bool full = (soft ? x.mask == 1 : x.mask > 0.5).all().item<bool>();
  return full ? MaskedTensor{x.value, {}} : x;
}

at::Tensor join_masks(const at::Tensor& a, const at::Tensor& b) {
  return a.defined() && b.defined() ? at::maximum(a, b) : at::Tensor();
}

MaskedTensor masked_pool_half(const MaskedTensor& x) {
  if (!x.has_mask()) return {pool_half(x.value), {}};
  const auto [value, valid] = clear_invalid(x);
  const auto share = pool_half(valid);
  return {pool_half(value) / at_least_one_pixel(share), (share > 0).to(valid.scalar_type())};
}

MaskedTensor masked_upsample_to(const MaskedTensor& x, int64_t height, int64_t width) {
  return {upsample_to(x.value, height, width),
          x.has_mask() ? upsample_to(x.mask, height, width) : at::Tensor()};
}

at::Tensor masked_adaptive_pool(const MaskedTensor& x, int64_t size) {
  if (!x.has_mask()) return adaptive_average(x.value, size, size);
  const auto [value, valid] = clear_invalid(x);
  const auto share = adaptive_average(valid, size, size);
  const auto bins = adaptive_average(value, size, size) / at_least_one_pixel(share);
  const auto whole = value.sum({2, 3}, true) / at_least_one_pixel(valid.sum({2, 3}, true));
  return at::where(share > 0, bins, whole);
}

MaskedOctTensor leaky_relu(const MaskedOctTensor& x, double negative_slope) {
  return {leaky_relu(x.value, negative_slope), x.mask};
}

}  // namespace lowlight::blocks
