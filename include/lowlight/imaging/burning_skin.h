// Whether a photo may show skin that brightening burns.
#pragma once

#include <ATen/core/Tensor.h>

#include "lowlight/imaging/brightening.h"

namespace lowlight::imaging {

/// The share of a picture, small [1, 3, h, w] in [0, 1], that has a colour that skin may have and
/// lies above kFaceTop as the picture will be shown (exposure_map.h: u with v for b):
///   1.05·G < R < 2.5·G, G > 0.9·B, encoded; in a picture of greys (Σ (max − min) of its
/// colours at most 0.1 of Σ max) all of them.
/// Wood and lamps have such colours too: there may be a face where this is much, and none that
/// burns where it is little. 0 where the step brightens nothing.
double burning_skin(const at::Tensor& small, const Brightening& step, double ev);

}  // namespace lowlight::imaging
