// CIELAB, the colour space in which distances are about as large as they look.
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight {

/// sRGB colours [N, 3, ...] in [0, 1] → L*, a*, b* (CIE 1976, white D65) [N, 3, ...]. Values
/// outside [0, 1] are taken for the nearest inside. Differentiable; gradients are finite
/// everywhere.
at::Tensor srgb_to_lab(const at::Tensor& colours);

}  // namespace lowlight
