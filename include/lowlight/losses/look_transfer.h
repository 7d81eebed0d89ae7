// Did a look arrive, and did the picture stay? Both as losses, and to judge a style network by.
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight::losses {

/// The sliced Wasserstein-1 distance of the colours of two pictures, in CIELAB (ΔE 1976 along a
/// line; Rabin, Peyré, Delon, Bernot 2011): the mean over 16 directions, spread evenly over the
/// sphere, of ∫₀¹ |F⁻¹(p) − G⁻¹(p)| dp, F⁻¹ and G⁻¹ the quantile functions of the pixels'
/// projections.
///
/// Encoded colours [N, 3, H, W] and [N, 3, H', W'] → [N] in [0, ∞), 0 for pictures of the same
/// pixels at other places. Values outside [0, 1] are taken for the nearest inside and get no
/// gradient (see range_loss). Another shape, or an empty picture, is an error.
at::Tensor sliced_colour_distance(const at::Tensor& first, const at::Tensor& second);

/// How much structure of `content` is lost in `transferred`, whatever their colours and contrasts:
/// ssim_loss of both lumas after local normalisation: (luma − mean) / (deviation + 4/255) of
/// windows of 15 × 15 pixels, times 42/255.
///
/// Pictures [N, 3, H, W] in [0, 1] of one shape, sides of 8 or more (the borders are mirrored) →
/// scalar in [0, 2], 0 for equal pictures. Anything else is an error.
at::Tensor structure_loss(const at::Tensor& transferred, const at::Tensor& content);

/// mean (x − clamp(x, 0, 1))²: what no picture can show. [N, ...] → scalar in [0, ∞).
at::Tensor range_loss(const at::Tensor& pictures);

}  // namespace lowlight::losses
