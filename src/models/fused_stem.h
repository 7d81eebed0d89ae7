// The first two convolutions of an encoder as one.
#pragma once

#include <ATen/core/Tensor.h>

#include "lowlight/blocks/oct_tensor.h"

namespace lowlight::models {

/// The parameters of a stem 7×7 and of the halving 3×3 that follows it; a band's is undefined where
/// the band is not there.
struct StemWeights {
  at::Tensor stem;
  at::Tensor stem_bias;
  at::Tensor high;
  at::Tensor low;
};

/// Rows or columns of a picture that decide the first row or column of both bands, and more.
inline constexpr int64_t kStemStrip = 16;

/// Whether sides are multiples of 4 and at least kStemStrip, so that only the first row and the
/// first column of each band see a reflected border.
bool stem_can_be_fused(const at::Tensor& picture);

/// The halving of the stem's map, without that map at full size: 9×9 kernels with step 2 for the
/// high band, 12×12 with step 4 for the low one. Right everywhere but in the first row and the
/// first column, where the reflected border of the stem's map would be needed.
blocks::OctTensor fused_stem(const at::Tensor& picture, const StemWeights& weights);

}  // namespace lowlight::models
