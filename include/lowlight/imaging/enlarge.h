// Making pictures larger.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "lowlight/imaging/image.h"

namespace lowlight::imaging {

/// float32 [C, end − begin, width] in [0, 1]: rows [begin, end) of the picture at width × height
/// pixels, by Catmull and Rom's cubic between the nearest 4 × 4 pixels (Keys, "Cubic convolution
/// interpolation", 1981, a = −1/2); border pixels are repeated. A picture of that size gives its
/// own rows. 0 ≤ begin < end ≤ height, width and height at least the picture's, else
/// c10::ValueError.
at::Tensor enlarged_rows(
    const Image& picture, int64_t width, int64_t height, int64_t begin, int64_t end);

}  // namespace lowlight::imaging
