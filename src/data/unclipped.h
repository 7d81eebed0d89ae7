// Masks made of what the camera could not record.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace lowlight::data {

/// Mask [1, H, W] of a uint8 photo [3 or 4, H, W], 255 = valid: a pixel is not valid where a
/// channel is within `margin` codes of 255 (burnt) or all three are within it of 0 (black).
at::Tensor unclipped(const at::Tensor& photo, int64_t margin);

}  // namespace lowlight::data
