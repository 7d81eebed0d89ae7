// Parts of a photo's transform on tensors, for pictures that lie on a GPU.
#pragma once

#include <ATen/core/Tensor.h>

#include "lowlight/imaging/colour_table.h"
#include "lowlight/imaging/noise_calming.h"

namespace lowlight::imaging {

/// A brightened picture float32 [3, H, W] as calm_noise leaves it, without maps of exposure and
/// blotches, on the picture's device. The CPU's loops take a rough quotient for θ/E: results differ
/// by less than half a code of 255, a hundredth of one in the mean.
at::Tensor calmed(const at::Tensor& picture, const NoiseCalming& calming);

/// A picture float32 [3, H, W] as apply_colour_table leaves it, but for rounding, on the picture's
/// device. An empty table changes nothing. Throws c10::ValueError where the table is no cube.
at::Tensor in_look(const at::Tensor& picture, const ColourTable& table, double strength = 1);

}  // namespace lowlight::imaging
