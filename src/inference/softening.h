// What noise leaves for a detector to see.
#pragma once

#include <ATen/core/Tensor.h>

#include "lowlight/imaging/noise_calming.h"

namespace lowlight::inference {

/// The deviation of the noise that brightening has added to a picture [3, h, w] in [0, 1], in
/// codes, had nothing calmed it: 255 times the root of the mean of NoiseCalming::sensor over its
/// colours. 0 where nothing is calmed.
double noise_in(const at::Tensor& shown, const imaging::NoiseCalming& calming);

/// Noise that hides little, and such as hides faces, by noise_in.
inline constexpr double kLittleNoise = 6, kMuchNoise = 11;

/// How far noise is on the way from kLittleNoise to kMuchNoise: smoothly from 0 to 1.
double noisiness(double noise);

/// What is to be added to a picture [3, h, w] of this noisiness: ½·noisiness·(G(x) − x), G a
/// Gaussian of σ = 1.5 pixels, the border repeated. Half of the finest detail goes, which is noise
/// for the most part, and faces are seen again.
at::Tensor softening(const at::Tensor& shown, double noisiness);

}  // namespace lowlight::inference
