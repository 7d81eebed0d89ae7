// Distances from a picture that is known to be right.
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight::losses {

/// mean |prediction − target| over all elements, in [0, ∞). Equal shapes, not empty; anything else
/// is an error.
at::Tensor mean_absolute_error(const at::Tensor& prediction, const at::Tensor& target);

/// 1 − mean SSIM (Wang et al. 2004) of pictures [N, C, H, W] in [0, 1]: a Gaussian window of 11 ×
/// 11 pixels, σ 1.5, K1 = 0.01, K2 = 0.03, each channel on its own, only where the whole window
/// lies inside. → scalar in [0, 2], exactly 0 for equal pictures.
///
/// Where a picture is smaller than the window, the window is the largest odd one that fits that
/// side. Both denominators are at least K1² and K2², also for flat pictures. Unequal shapes or an
/// empty batch are an error.
at::Tensor ssim_loss(const at::Tensor& prediction, const at::Tensor& target);

}  // namespace lowlight::losses
