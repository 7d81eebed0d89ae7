// Between pictures and tensors.
#pragma once

#include <ATen/core/Tensor.h>

#include "lowlight/imaging/image.h"

namespace lowlight::imaging {

/// float32 [C, H, W] in [0, 1], a new contiguous tensor: code / 255 or code / 65535.
at::Tensor to_tensor(const Image& image);

/// uint8 [3, H, W], what metrics compare: alpha is dropped, grey repeated, 16 bits rounded to 8.
at::Tensor to_rgb8_tensor(const Image& image);

/// The picture of a floating-point tensor [C, H, W], C 1, 3 or 4, on any device, or of a uint8 one
/// (depth u8 only). Values are clamped to [0, 1] and rounded to the nearest code; NaN becomes 0.
Image to_image(const at::Tensor& tensor, BitDepth depth);

}  // namespace lowlight::imaging
