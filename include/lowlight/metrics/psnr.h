// Peak signal-to-noise ratio.
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight::metrics {

/// What two equal pictures score.
inline constexpr double kEqualPsnr = 99.0;

/// 10 · log10(255² / mean((a − b)²)) in decibels, over all samples; kEqualPsnr where a equals b.
/// a, b: uint8 [3, H, W] on the CPU, not empty, of one size, else c10::ValueError.
double psnr(const at::Tensor& a, const at::Tensor& b);

}  // namespace lowlight::metrics
