// The pixels of a photo whose look is to be found.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "lowlight/inference/look.h"

namespace lowlight::inference {

/// What a photo shows of its look.
struct LookPixels {
  /// float32 [5, 3, kLookPixels] in [0, 1]: pixels of the photo, reduced to a long side of 256,
  /// spread evenly over those that count: all that the mask leaves and that are not transparent.
  /// After the whole its four corners, each 0.6 of the width and height, or the whole again where
  /// nothing there counts.
  /// Pixels on an edge of the mask count only where no others do; nothing under it matters.
  at::Tensor colours;
  /// How far these are colours to tell a look by, in [0, 1]: from 0 at d = 2 / 255 it rises evenly
  /// to 1 at 6 / 255, d being the standard deviation sqrt(var r + var g + var b) of the means over
  /// squares of 8 pixels of what is reduced, so that neither noise nor single pixels matter. 0 for
  /// one colour, with noise or without, and for a handful of pixels; 1 for whatever shows anything.
  double share = 0;
};

/// `photo` is what reference.file holds. What the mask's file had to lose is added to `warnings`,
/// where they are given. Throws ImageError with the file's name where the mask cannot be read or
/// nothing is left.
LookPixels look_pixels(const imaging::Image& photo,
                       const LookReference& reference,
                       std::vector<std::string>* warnings = nullptr);

/// How many pixels are looked at.
inline constexpr int64_t kLookPixels = 4096;

}  // namespace lowlight::inference
