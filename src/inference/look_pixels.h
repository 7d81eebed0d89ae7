// The pixels of a photo whose look is to be found.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "lowlight/inference/look.h"

namespace lowlight::inference {

/// float32 [1, 3, kLookPixels] in [0, 1]: pixels of `photo`, what reference.file holds, reduced to
/// a long side of 256, spread evenly over those that count: all that the mask leaves and that are
/// not transparent. Pixels on an edge of the mask count only where no others do; nothing
/// under it matters. What the mask's file had to lose is added to `warnings`, where they are given.
/// Throws ImageError with the file's name where the mask cannot be read or nothing is left.
at::Tensor look_pixels(const imaging::Image& photo,
                       const LookReference& reference,
                       std::vector<std::string>* warnings = nullptr);

/// How many pixels are looked at.
inline constexpr int64_t kLookPixels = 4096;

}  // namespace lowlight::inference
