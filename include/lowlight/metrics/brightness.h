// Mean brightness, taking it out of a comparison, and what was lost to white.
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight::metrics {

/// Mean Rec.601 luma in [0, 1] of a uint8 [3, H, W] picture on the CPU.
double mean_luma(const at::Tensor& image);

/// `image` times mean_luma(reference) / mean_luma(image), clamped and rounded (halves to even):
/// what is left of a difference once the brightness, which a reference has partly by chance,
/// agrees. A new uint8 tensor; a black image stays black. Both uint8 [3, H, W] on the CPU; the
/// sizes may differ.
at::Tensor mean_corrected(const at::Tensor& image, const at::Tensor& reference);

/// The share of pixels whose luma is at least 250 of 255 in `output` and was below in `input`:
/// lamps and skies that burnt. Both uint8 [3, H, W] of one size on the CPU.
double newly_clipped(const at::Tensor& output, const at::Tensor& input);

}  // namespace lowlight::metrics
