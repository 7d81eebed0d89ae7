// What is clipped, as pages and sheets show it.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "lowlight/imaging/picture_rows.h"

namespace lowlight::batch {

/// The share of a picture's pixels that are clipped (imaging/clipped_pixels.h).
double clipped_share(const imaging::PictureRows& picture);

/// Which pixels of two small pictures stand for clipped ones: bool [h, w], as large as
/// imaging::shrink makes them. A pixel is marked where 1.5 % of what lies below it is clipped: a
/// lamp with an eighth of its side.
struct ClippingMarks {
  at::Tensor before;  ///< clipped in the photo
  at::Tensor added;   ///< clipped in the result and not in the photo
};

ClippingMarks clipping_marks(const imaging::PictureRows& before,
                             const imaging::PictureRows& after,
                             int64_t long_side);

/// A PNG to lie over the small photo, and one for its result: clear but for blue where `before` is
/// marked and, over the result, red where `added` is. Empty where it would mark nothing.
std::vector<uint8_t> overlay_before(const ClippingMarks& marks);
std::vector<uint8_t> overlay_after(const ClippingMarks& marks);

/// The picture, float [3, h, w], as a dim grey with the marks of overlay_after.
at::Tensor marked_grey(const at::Tensor& picture, const ClippingMarks& marks);

}  // namespace lowlight::batch
