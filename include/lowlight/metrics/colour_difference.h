// The difference of colours as the eye sees it.
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight::metrics {

/// A colour in CIELAB: lightness 0 … 100, a (green to red) and b (blue to yellow).
struct Lab {
  double lightness = 0;
  double a = 0;
  double b = 0;
};

/// CIEDE2000 with kL = kC = kH = 1 (Sharma, Wu, Dalal 2005). 1 is about what the eye can just tell
/// apart.
double ciede2000(const Lab& first, const Lab& second);

/// The mean over all pixels, sRGB seen under D65 with white at L = 100.
/// a, b: uint8 [3, H, W] on the CPU, not empty, of one size, else c10::ValueError.
double ciede2000(const at::Tensor& a, const at::Tensor& b);

}  // namespace lowlight::metrics
