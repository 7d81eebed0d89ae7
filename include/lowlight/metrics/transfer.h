// Whether a style arrived, and whether the picture stayed.
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight::metrics {

/// The sliced Wasserstein-1 distance of the colours of `result` from those of `style`, in CIELAB,
/// over that of `content` from `style`: 0 where the colours arrived, 1 where nothing was done. The
/// mean over 64 directions, spread evenly, of the mean distance of 512 quantiles. uint8 [3, H, W]
/// on the CPU, of any sizes, not empty, else c10::ValueError; NaN or infinite where content and
/// style have the same colours.
double colours_left(const at::Tensor& result, const at::Tensor& content, const at::Tensor& style);

/// The structural similarity (metrics/ssim.h) of both pictures' locally normalised luma y:
/// clamp(127.5
/// + 42·(y − m)/(s + 4), 0, 255), m and s mean and deviation over 15 × 15 pixels (mirrored
/// borders). 1 where every structure stayed, whatever became of brightness and contrast. uint8 [3,
/// H, W] of one size, sides of at least 15, else c10::ValueError.
double structure_kept(const at::Tensor& result, const at::Tensor& content);

}  // namespace lowlight::metrics
