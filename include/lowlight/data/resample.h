// Changing the size of pictures with or without alpha.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace lowlight::data {

/// float32 [C, height, width] of a float picture [C, H, W], C 3 or 4. Bilinear; a smaller result is
/// antialiased by the same triangle widened to the step (at::_upsample_bilinear2d_aa). With alpha
/// the colours are multiplied by it first and divided after, so that a colour under alpha 0 never
/// shows; where the result's alpha is 0, colour is 0.
at::Tensor resized(const at::Tensor& picture, int64_t height, int64_t width);

/// uint8 photo reduced so that max(H, W) = long_side; as it is where it is no longer, or long_side
/// is 0.
at::Tensor reduced(const at::Tensor& photo, int64_t long_side);

/// uint8 codes of a float picture: clamped to [0, 1], rounded to the nearest.
at::Tensor to_codes(const at::Tensor& picture);

/// float32 in [0, 1] of uint8 codes.
at::Tensor from_codes(const at::Tensor& photo);

/// Mask [1, H, W] of a picture: 1 where alpha ≥ 0.5, else 0; all ones without alpha.
at::Tensor mask_of(const at::Tensor& picture);

}  // namespace lowlight::data
