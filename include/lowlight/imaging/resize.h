// Making pictures smaller.
#pragma once

#include <ATen/core/Tensor.h>

#include "lowlight/imaging/picture_rows.h"

namespace lowlight::imaging {

/// float32 [3, h, w] in [0, 1] with max(h, w) = long_side, the short side rounded to the nearest
/// pixel (at least 1). Each pixel is the mean of exactly the area it covers, edge pixels weighted
/// by their share, on the encoded values. Pictures whose long side is no longer than long_side keep
/// their size. Alpha is ignored, grey repeated. A few rows are read at a time. long_side ≥ 1, the
/// picture not empty, else c10::ValueError.
at::Tensor shrink(const PictureRows& picture, int64_t long_side);

}  // namespace lowlight::imaging
