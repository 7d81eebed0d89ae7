// Feature maps of which only a part is valid.
#pragma once

#include <ATen/core/Tensor.h>

#include "lowlight/blocks/oct_tensor.h"

namespace lowlight::blocks {

/// A map [N, C, H, W] and its mask, 1 = valid: [N, 1, H, W] for all channels alike, or [N, C, H,
/// W]. An undefined mask says that everything is valid; blocks then skip all masking, with the same
/// result.
struct MaskedTensor {
  at::Tensor value;
  at::Tensor mask;

  bool has_mask() const { return mask.defined(); }
};

/// An OctTensor and the one-channel mask of each band.
struct MaskedOctTensor {
  OctTensor value;
  OctTensor mask;

  MaskedTensor high() const { return {value.high, mask.high}; }
  MaskedTensor low() const { return {value.low, mask.low}; }
};

/// The door check of every masked block; `block` begins the message. The mask must be [N, 1, H, W]
/// or, where `many_channels`, [N, C, H, W] as its value (N may be 1). With `check_values` it must
/// also be finite and within [0, 1] — a mask that was normalised like a picture is not. That costs
/// one pass, and on a GPU a synchronisation. An undefined mask passes.
void check_mask(const char* block, const MaskedTensor& x, bool many_channels, bool check_values);

/// The same map without its mask where every mask value exceeds 0.5 (binary masks) or is 1 (soft
/// masks), so that later blocks need no masking; otherwise `x` itself. Reads the mask once.
MaskedTensor drop_full_mask(const MaskedTensor& x, bool soft = false);

/// Valid where a or b is. An undefined mask, as everything is valid there, wins.
at::Tensor join_masks(const at::Tensor& a, const at::Tensor& b);

/// The mean over the valid pixels of each 2×2 cell, 0 where no pixel is valid; a cell is valid
/// where any of its pixels is (mask > 0.5). [N, C, H, W] with [N, 1, H, W] → half the size, rounded
/// up. What lies under the mask never matters.
MaskedTensor masked_pool_half(const MaskedTensor& x);

/// Both the map and its mask by upsample_to.
MaskedTensor masked_upsample_to(const MaskedTensor& x, int64_t height, int64_t width);

/// The mean over the valid pixels of each of size × size bins (bins as in adaptive average
/// pooling); a bin without any takes the mean of all valid pixels of the map, a map without any is
/// 0. → [N, C, size, size].
at::Tensor masked_adaptive_pool(const MaskedTensor& x, int64_t size);

/// LeakyReLU of the values; masks stay.
MaskedOctTensor leaky_relu(const MaskedOctTensor& x, double negative_slope = 0.01);

}  // namespace lowlight::blocks
