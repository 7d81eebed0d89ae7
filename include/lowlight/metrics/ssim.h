// Structural similarity.
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight::metrics {

/// The smallest side that ssim can measure: that of its window.
inline constexpr int64_t kSsimWindow = 11;

/// Mean structural similarity (Wang, Bovik, Sheikh, Simoncelli 2004) in [−1, 1], 1 for equal
/// pictures:
///   (2 μa μb + c1)(2 σab + c2) / ((μa² + μb² + c1)(σa² + σb² + c2)),  c1 = (0.01 · 255)², c2 =
///   (0.03 · 255)²,
/// moments under an 11 × 11 Gaussian of σ 1.5, where it lies wholly within the picture; a map a
/// channel, the mean of all three. a, b: uint8 [3, H, W] on the CPU, H and W ≥ kSsimWindow, of one
/// size, else c10::ValueError.
double ssim(const at::Tensor& a, const at::Tensor& b);

}  // namespace lowlight::metrics
