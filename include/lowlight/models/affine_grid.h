// The bilateral grid of affine colour corrections that the enhancer predicts, differentiable.
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight::models {

/// picture + C(x, y, luma) · (red, green, blue, 1): each pixel's correction is read from the grid
/// at its place and Rec.601 luma, trilinearly, cells as in imaging::AffineGrid (Gharbi et al. 2017,
/// "Deep Bilateral Learning", equation 4, with the luma as guide). Computed as products, since
/// LibTorch's sampling has no deterministic gradient on a GPU.
///
/// grid [N, 12, D, h, w]: channel 4·row + column, row = colour out, column = colour in or constant;
/// picture [N, 3, H, W] in [0, 1] → [N, 3, H, W], not clamped. Gradients reach grid and picture.
at::Tensor apply_affine_grid(const at::Tensor& grid, const at::Tensor& picture);

}  // namespace lowlight::models
