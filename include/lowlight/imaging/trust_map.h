// Which pixels of a photo can be believed, once it has been brightened?
#pragma once

#include <cstdint>

#include "lowlight/imaging/image.h"
#include "lowlight/imaging/noise_model.h"
#include "lowlight/imaging/picture_rows.h"

namespace lowlight::imaging {

/// A map of the picture's size, one channel of 8 bits: round(255 · t), t in [0, 1].
///
/// t = s²/(1 + s²) with s = L/σ, the ratio of signal to noise of a pixel in linear light: 0.5 where
/// both are equal. L is the light of grey (kGreyWeights) behind a Gaussian of σ = 1 pixel in a
/// window of 7 × 7; σ is the noise's deviation there: the model's over all bands, with that of
/// rounding to codes of the picture's depth, through the slope of the sRGB curve. A pixel with a
/// colour of 254/255 or more, or with all colours at 0, has t = 0: its light is known to be more,
/// or less, than what is written. At last t goes through the same Gaussian. The picture goes on as
/// its border pixels. Alpha has no influence.
Image trust_map(const PictureRows& picture, const NoiseModel& noise);

/// The share of a map's pixels below one half: there noise is above signal, or light was cut off.
double untrusted_share(const Image& map);

}  // namespace lowlight::imaging
