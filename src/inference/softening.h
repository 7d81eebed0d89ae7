// What noise leaves for a detector to see.
#pragma once

#include <ATen/core/Tensor.h>

#include "lowlight/imaging/noise_calming.h"
#include "lowlight/imaging/noise_model.h"

namespace lowlight::inference {

/// Planes [n, h, w] behind a Gaussian of that many pixels, cut at three times as many, the border
/// repeated.
at::Tensor blurred(const at::Tensor& planes, double sigma);

/// The deviation of the noise that brightening has added to a picture [3, h, w] in [0, 1], in
/// codes, had nothing calmed it: 255 times the root of the mean of NoiseCalming::sensor over its
/// colours. 0 where nothing is calmed.
double noise_in(const at::Tensor& shown, const imaging::NoiseCalming& calming);

/// Noise that hides little, and such as hides faces, by noise_in.
inline constexpr double kLittleNoise = 6, kMuchNoise = 11;

/// How far noise is on the way from kLittleNoise to kMuchNoise: smoothly from 0 to 1.
double noisiness(double noise);

/// A dark photo [3, h, w] in [0, 1] with what stands out of its noise alone. Blocks of 8 × 8, one
/// every 2 pixels, of the three orthogonal sums and differences of its colours are
/// cosine-transformed, coefficients below 2.2 deviations of the noise become 0, and what overlaps
/// is averaged, blocks of few coefficients the most (G. Yu, G. Sapiro, "DCT image denoising",
/// IPOL 2011). The deviation is that of a colour, in the mean of squares over the photo: the level
/// of `noise`, which is that of grey, over the norm of kGreyWeights. Of any size; borders are
/// repeated.
at::Tensor out_of_noise(const at::Tensor& photo, const imaging::NoiseModel& noise);

/// What is to be added to a picture of this noisiness, [3, h, w] in [0, 1], which the photo has
/// become, x: noisiness·(½·t(clear) + ¼·(x + G(x)) − x). t gives each colour of clear, the photo
/// out of noise, the tones of x: what 1,025 ranks from the darkest to the lightest have, of
/// some 40,000 pixels, becomes what the same ranks have there, linearly between, so that order
/// stays and equal numbers stay equal. G is a Gaussian of σ = 1.5 pixels, the border repeated.
at::Tensor softening(const at::Tensor& shown, const at::Tensor& clear, double noisiness);

}  // namespace lowlight::inference
