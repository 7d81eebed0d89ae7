// The one writer of PNG files that needs no codec: for pages and for logs.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace lowlight::pages {

/// The PNG file of a picture [3, H, W] in [0, 1], rounded to 8 bits; values outside are clamped and
/// NaN is 0. Its pixels are stored, not compressed: training also builds without image codecs, and
/// its pictures are small. A file has about 3·H·W bytes. Throws c10::ValueError for other shapes
/// and for pictures without pixels.
std::vector<uint8_t> png_file(const at::Tensor& picture);

}  // namespace lowlight::pages
