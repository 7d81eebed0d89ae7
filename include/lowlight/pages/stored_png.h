// PNG files without a codec, for pictures in logs.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace lowlight::pages {

/// The PNG file of a picture [3, H, W] in [0, 1], rounded to 8 bits. Its pixels are stored, not
/// compressed: training also builds without image codecs, and previews are small.
std::vector<uint8_t> stored_png(const at::Tensor& picture);

}  // namespace lowlight::pages
