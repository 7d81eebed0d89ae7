// Noise taken off by thresholds in overlapping blocks of cosines.
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight::models {

/// What stands out of the noise of codes [N, 3, H, W], whose deviation is [N]: [N, 3, H, W]. Blocks
/// of 8 × 8, one every 4 pixels, of the three orthogonal sums and differences of the colours are
/// cosine-transformed, coefficients up to 2.2 deviations become 0 but for the mean, and what
/// overlaps is averaged, blocks of few coefficients the most (G. Yu, G. Sapiro, "DCT image
/// denoising", IPOL 2011). Of any size; borders are repeated.
at::Tensor cosine_thresholded(const at::Tensor& codes, const at::Tensor& deviation);

}  // namespace lowlight::models
