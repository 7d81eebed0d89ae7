// What a well-lit picture is like, without a reference: exposure, colour, structure, smooth
// corrections (after Guo et al. 2020, arXiv 2001.06826, in forms that are safe everywhere).
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight::losses {

/// mean over the cells of (m − level)², m the mean of all channels over cells of `cell` × `cell`
/// pixels; the last cells of a side average what is there. Pictures [N, C, H, W] in [0, 1] → scalar
/// in [0, 1]. An empty picture is an error.
at::Tensor exposure_loss(const at::Tensor& picture, double level = 0.6, int64_t cell = 16);

/// mean over n of √((R−G)² + (R−B)² + (G−B)² + ε²) − ε, R, G, B the means of the channels of
/// picture n: grey is 0. ε is inside the root, whose slope at 0 is then 0 and not infinite. [N, 3,
/// H, W] → scalar in [0, √2].
at::Tensor colour_constancy_loss(const at::Tensor& picture, double eps = 1e-3);

/// mean over all pairs of neighbouring cells (right and below) of ((Y_i − Y_j) − (I_i − I_j))², Y
/// and I the means of all channels of `picture` and `original` over cells of `cell` × `cell`
/// pixels: edges stay what they were. [N, C, H, W], equal shapes → scalar in [0, 4]; 0 without a
/// graph where there is one cell only.
at::Tensor spatial_consistency_loss(const at::Tensor& picture,
                                    const at::Tensor& original,
                                    int64_t cell = 4);

/// Σ over the spatial axes of the mean squared difference of neighbours along that axis. [N, C,
/// ...] with one spatial axis or more (a picture, a bilateral grid) → scalar in [0, ∞); an axis of
/// length 1 adds 0.
at::Tensor total_variation(const at::Tensor& field);

}  // namespace lowlight::losses
