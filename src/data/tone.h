// The contrast curve that darkening and looks share.
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight::data {

/// x^a / (x^a + (1 − x)^a) for x in [0, 1], a > 0: an S for a > 1, its inverse for 1/a, x for a
/// = 1. 0, ½ and 1 stay.
at::Tensor s_curve(const at::Tensor& x, double a);

}  // namespace lowlight::data
