// sRGB values and linear light (IEC 61966-2-1), both with black at 0 and white at 1.
#pragma once

#include <ATen/core/Tensor.h>

#include <concepts>

#include "lowlight/core/quick_math.h"

namespace lowlight {

/// v / 12.92 up to v = 0.04045, else ((v + 0.055) / 1.055)^2.4. Negative values stay on the linear
/// part, values over 1 on the power.
template <std::floating_point Number>
[[gnu::always_inline]] inline Number srgb_to_linear(Number value) {
  return value <= Number(0.04045) ? value / Number(12.92)
                                  : power((value + Number(0.055)) / Number(1.055), Number(2.4));
}

/// The inverse: 12.92 v up to v = 0.0031308, else 1.055 v^(1/2.4) − 0.055. Where the two pieces
/// meet, the standard's own constants leave a step of 3e-8.
template <std::floating_point Number>
[[gnu::always_inline]] inline Number linear_to_srgb(Number light) {
  return light <= Number(0.0031308) ? light * Number(12.92)
                                    : Number(1.055) * power(light, Number(1 / 2.4)) - Number(0.055);
}

/// The same for each element, any shape and floating type. Gradients are finite everywhere.
at::Tensor srgb_to_linear(const at::Tensor& value);
at::Tensor linear_to_srgb(const at::Tensor& light);

}  // namespace lowlight
