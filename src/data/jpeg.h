// What a JPEG file does to a picture, without a file.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace lowlight::data {

/// The picture after a baseline JPEG of `quality` 1 … 100: float32 [3, H, W] in [0, 1] → the same,
/// in steps of 1/255. ITU-T T.81: YCbCr (JFIF), 8×8 DCT, the tables of annex K scaled as the IJG
/// library scales them, rounding; borders are replicated to whole blocks. With `quarter_colour`
/// (4:2:0) chroma is averaged over 2×2 pixels and brought back bilinearly. Agrees with libjpeg's
/// float path up to rounding of the last code. Not differentiable.
at::Tensor jpeg_coded(const at::Tensor& picture, int64_t quality, bool quarter_colour);

}  // namespace lowlight::data
