// Means over pixels that no number of threads changes.
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight::imaging {

/// The mean of each of N planes, [N, h, w] or [N, pixels] and not empty → [N] of the same type.
/// Summed in double precision, pixel after pixel: LibTorch's sums depend on how many threads share
/// them, and so would photos of which a mean decides.
at::Tensor pixel_means(const at::Tensor& values);

}  // namespace lowlight::imaging
