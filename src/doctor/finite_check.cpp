#include "lowlight/doctor/finite_check.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cstdint>
#include <limits>

namespace lowlight::doctor {
namespace {

/// NaN and ±Inf are the numbers whose exponent bits are all ones.
template <class Bits>
bool bits_are_finite(const Bits* bits, int64_t count, Bits exponent) {
  Bits bad = 0;
  for (int64_t i = 0; i < count; ++i) bad |= Bits((bits[i] & exponent) == exponent);
  return bad == 0;
}

template <class Bits>
bool memory_is_finite(const at::Tensor& dense, Bits exponent) {
  return bits_are_finite(static_cast<const Bits*>(dense.const_data_ptr()), dense.numel(), exponent);
}

bool is_finite_on_cpu(const at::Tensor& tensor) {
  const auto dense = tensor.is_non_overlapping_and_dense() ? tensor : tensor.contiguous();
  switch (dense.scalar_type()) {
    case at::kFloat:
      return memory_is_finite<uint32_t>(dense, 0x7f80'0000u);
    case at::kDouble:
      return memory_is_finite<uint64_t>(dense, 0x7ff0'0000'0000'0000u);
    case at::kBFloat16:
      return memory_is_finite<uint16_t>(dense, uint16_t{0x7f80});
    case at::kHalf:
      return memory_is_finite<uint16_t>(dense, uint16_t{0x7c00});
    default:
      return dense.isfinite().all().item<bool>();
  }
}

/// The largest magnitude of each tensor: finite where all elements are, however large those are,
/// which a sum would not be.
bool are_finite_on_device(const std::vector<at::Tensor>& tensors) {
  auto largest = at::_foreach_norm(tensors, std::numeric_limits<double>::infinity());
  for (auto& value : largest) value = value.to(tensors.front().device(), at::kFloat);
  return at::stack(largest).isfinite().all().item<bool>();
}

bool can_be_non_finite(const at::Tensor& tensor) {
  return tensor.defined() && tensor.numel() > 0 &&
         (tensor.is_floating_point() || tensor.is_complex());
}

}  // namespace

bool all_finite(const std::vector<NamedTensor>& tensors) {
  const at::NoGradGuard no_gradients;
  std::vector<at::Tensor> on_device;
  for (const auto& [name, tensor] : tensors) {
    if (!can_be_non_finite(tensor)) continue;
    if (!tensor.is_cpu()) {
      on_device.push_back(tensor.detach());
    } else if (!is_finite_on_cpu(tensor)) {
      return false;
    }
  }
  return on_device.empty() || are_finite_on_device(on_device);
}

std::vector<std::string> non_finite_names(const std::vector<NamedTensor>& tensors) {
  std::vector<std::string> names;
  for (const auto& tensor : tensors) {
    if (!all_finite({tensor})) names.push_back(tensor.first);
  }
  return names;
}

}  // namespace lowlight::doctor
