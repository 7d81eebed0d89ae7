// How far the colours of one set of pictures are from those of another, whatever they show.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "lowlight/metrics/colour_difference.h"

namespace lowlight::metrics {

/// Colours that a picture is represented by: large ones do not outweigh small ones.
inline constexpr int64_t kColours = 1024;

/// The colours of kColours pixels, spread evenly over the picture, the same each time; of all
/// pixels where it has no more. picture: uint8 [3, H, W] on the CPU, not empty, else
/// c10::ValueError.
std::vector<Lab> colours_of(const at::Tensor& picture);

/// The sliced Wasserstein-2 distance of two sets of colours in CIELAB (Rabin, Peyré, Delon, Bernot
/// 2011), in units of ΔE 1976:
///   sqrt(3 · mean over directions θ of ∫₀¹ (F⁻¹(p) − G⁻¹(p))² dp),
/// F⁻¹ and G⁻¹ the quantile functions of θ·x over either set. The directions are the 13 axes of a
/// cube: through faces, edges and corners. 0 for equal sets, symmetric, and |v| where one set is
/// the other moved by v; pictures of different scenes in the same light are not at 0. The sets may
/// differ in size; an empty one is a c10::ValueError.
double colour_distance(const std::vector<Lab>& first, const std::vector<Lab>& second);

}  // namespace lowlight::metrics
