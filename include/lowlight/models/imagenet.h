// The units in which networks that were trained on ImageNet read pictures.
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight::models {

/// (picture − mean) / deviation, per channel, with ImageNet's mean (0.485, 0.456, 0.406) and
/// standard deviation (0.229, 0.224, 0.225). Pictures [..., 3, H, W] in [0, 1]. Never for masks.
at::Tensor to_imagenet_units(const at::Tensor& picture);

/// The inverse: back to pictures in [0, 1], not clamped.
at::Tensor from_imagenet_units(const at::Tensor& picture);

}  // namespace lowlight::models
