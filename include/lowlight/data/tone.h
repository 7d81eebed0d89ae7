// Curves on tensors that darkening and looks share.
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight::data {

/// sRGB value in [0, 1] → linear light (IEC 61966-2-1).
at::Tensor srgb_to_linear(const at::Tensor& value);
/// Linear light in [0, 1] → sRGB value.
at::Tensor linear_to_srgb(const at::Tensor& light);

/// x^a / (x^a + (1 − x)^a) for x in [0, 1], a > 0: an S for a > 1, its inverse for 1/a, x for a
/// = 1. 0, ½ and 1 stay.
at::Tensor s_curve(const at::Tensor& x, double a);

}  // namespace lowlight::data
