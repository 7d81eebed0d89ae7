// The curve of contrast that darkening, drawn looks and found ones share.
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight {

/// x^a / (x^a + (1 − x)^a) for x in [0, 1], a > 0: an S for a > 1, its inverse for 1/a, x for a
/// = 1. 0, ½ and 1 stay.
at::Tensor s_curve(const at::Tensor& x, double a);

}  // namespace lowlight
