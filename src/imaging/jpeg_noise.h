// The noise that quantisation in a JPEG file has left, told by its steps.
#pragma once

#include "imaging/noise_samples.h"

namespace lowlight::imaging {

/// ∂red/∂Cr and ∂blue/∂Cb of JPEG's colours.
inline constexpr float kRedOfCr = 1.402f, kBlueOfCb = 1.772f;

/// Fills the model's jpeg numbers; all stay 0 where the coefficients show no steps. Returns whether
/// they do.
bool measure_jpeg_noise(const JpegCoefficients& coefficients, NoiseModel& model);

}  // namespace lowlight::imaging
