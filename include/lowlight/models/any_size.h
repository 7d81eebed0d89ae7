// Makes pictures of any size fit networks that need multiples of a size.
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight::models {

/// A picture that was enlarged, and how large it was.
struct PaddedPicture {
  at::Tensor picture;
  int64_t height = 0;
  int64_t width = 0;

  /// The part of `result` [..., H', W'] that belongs to the picture, as view.
  at::Tensor cropped(const at::Tensor& result) const;
};

/// [..., H, W] → [..., height, width]: cut off, or mirrored at its right and lower border (without
/// the edge pixel, as often as needed; a side of one pixel is repeated). Not empty.
at::Tensor mirrored_to(const at::Tensor& picture, int64_t height, int64_t width);

/// [..., H, W] mirrored_to the next multiples of `multiple` that are at least
/// `minimum`. A picture that fits is returned as it is. An empty picture is an error.
PaddedPicture padded_to_multiple(const at::Tensor& picture, int64_t multiple, int64_t minimum = 1);

}  // namespace lowlight::models
