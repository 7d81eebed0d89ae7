// How a painting is put on its photo.
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight::inference {

/// photo + strength · (painting − photo), in [0, 1]; photo [C, h, w], C 1, 3 or 4, painting [3, h,
/// w] → [C, h, w]. Alpha stays; a grey photo gets the painting's luma. With `keep_colours` only the
/// luma is the painting's: photo + luma(painting) − luma(photo) stands in for the painting, the
/// colour faded as far as [0, 1] asks for at that luma; what is grey stays so.
at::Tensor painted_colours(const at::Tensor& photo,
                           const at::Tensor& painting,
                           double strength,
                           bool keep_colours);

}  // namespace lowlight::inference
