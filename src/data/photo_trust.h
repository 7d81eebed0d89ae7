// Masks made of what a photo knows of its light.
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight::data {

/// imaging::trust_map of a uint8 photo [3 or 4, H, W], with the noise that the photo shows: [1, H,
/// W], 255 = to be trusted. Below 128 noise is above signal or light was cut off.
at::Tensor trust_of(const at::Tensor& photo);

}  // namespace lowlight::data
