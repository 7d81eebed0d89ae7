// A picture with more light, or less.
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight::inference {

/// y → k·y/(1 + (k − 1)·y) on linear light, k = 2^ev: black and white stay, nothing clips. Encoded
/// values in [0, 1] in and out, of any shape; ev = 0 gives the values themselves.
at::Tensor exposed(const at::Tensor& values, double ev);

}  // namespace lowlight::inference
