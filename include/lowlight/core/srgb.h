// sRGB values and linear light (IEC 61966-2-1), both with black at 0 and white at 1.
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight {

/// v / 12.92 up to v = 0.04045, else ((v + 0.055) / 1.055)^2.4. Negative values stay on the linear
/// part, values over 1 on the power.
double srgb_to_linear(double value);

/// The same for each element, any shape and floating type. Gradients are finite everywhere.
at::Tensor srgb_to_linear(const at::Tensor& value);

/// The inverse, for each element: 12.92 v up to v = 0.0031308, else 1.055 v^(1/2.4) − 0.055. Where
/// the two pieces meet, the standard's own constants leave a step of 3e-8. Gradients are finite
/// everywhere.
at::Tensor linear_to_srgb(const at::Tensor& light);

}  // namespace lowlight
