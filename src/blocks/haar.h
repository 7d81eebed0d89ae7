// The Haar wavelet of one level, orthonormal: no energy is made or lost.
#pragma once

#include <ATen/core/Tensor.h>

#include "lowlight/blocks/masked_tensor.h"

namespace lowlight::blocks {

/// One level: `low` [N, C, h, w] and `detail` [N, C, 3, h, w], the vertical, horizontal and
/// diagonal one.
struct HaarBands {
  at::Tensor low;
  at::Tensor detail;
};

/// Of each 2×2 cell a b / c d: low (a+b+c+d)/2, details (a+b−c−d)/2, (a−b+c−d)/2, (a−b−c+d)/2.
/// [N, C, H, W] → h = ⌈H/2⌉, w = ⌈W/2⌉; an odd side gets a row or column of zeros at its end.
HaarBands haar(const at::Tensor& x);

/// The inverse of haar, cropped to height × width.
at::Tensor inverse_haar(const HaarBands& bands, int64_t height, int64_t width);

/// HaarBands with the one-channel mask [N, 1, h, w] of either part.
struct MaskedHaarBands {
  HaarBands bands;
  at::Tensor low_mask;
  at::Tensor detail_mask;
};

/// haar of the valid pixels (mask > 0.5): low is twice the mean of the cell's valid pixels, valid
/// where any is; details are valid only where all four are, otherwise 0. A row or column that an
/// odd side lacks is invalid.
MaskedHaarBands masked_haar(const MaskedTensor& x);

}  // namespace lowlight::blocks
