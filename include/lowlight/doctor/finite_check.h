// The sentinel: is everything finite? Asked after every step, so it must cost next to nothing.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <utility>
#include <vector>

namespace lowlight::doctor {

using NamedTensor = std::pair<std::string, at::Tensor>;

/// Whether no element is NaN or infinite; finite values never trip it, however large. Undefined and
/// empty tensors and those of integers pass. On the CPU each tensor is read once, bit by bit; what
/// lies on a GPU is reduced there and read back once for all tensors. Records no gradient.
bool all_finite(const std::vector<NamedTensor>& tensors);

/// The names of those that hold NaN or ±Inf, in their order. The second pass, for when all_finite
/// says no: one read-back a tensor.
std::vector<std::string> non_finite_names(const std::vector<NamedTensor>& tensors);

}  // namespace lowlight::doctor
