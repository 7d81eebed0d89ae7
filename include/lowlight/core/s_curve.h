// The curve of contrast that darkening, drawn looks and found ones share.
#pragma once

#include <ATen/core/Tensor.h>

#include <algorithm>
#include <concepts>

#include "lowlight/core/quick_math.h"

namespace lowlight {

/// x^a / (x^a + (1 − x)^a) for x in [0, 1], a > 0: an S for a > 1, its inverse for 1/a, x for a
/// = 1. 0, ½ and 1 stay (0 to 1e-18 in single precision). Values outside are taken for the nearest
/// inside.
template <std::floating_point Number>
[[gnu::always_inline]] inline Number s_curve(Number x, Number a) {
  // Values that rounding put outside would become NaN.
  const Number inside = std::clamp(x, Number(0), Number(1));
  // The quotient by x^a, which takes one power; that of 0 is infinite.
  return 1 / (1 + power((1 - inside) / inside, a));
}

/// The same for each element.
at::Tensor s_curve(const at::Tensor& x, double a);

}  // namespace lowlight
