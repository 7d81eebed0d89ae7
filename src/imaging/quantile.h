// Quantiles of pictures.
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight::imaging {

/// [N, M], M ≥ 1 → [N]: of each row the number that a share of the others lies below, linear
/// between neighbours as ATen's. Instead of sorting a row it is split at the place. Floats or
/// doubles on any device; without gradients.
at::Tensor row_quantiles(const at::Tensor& values, double share);

}  // namespace lowlight::imaging
