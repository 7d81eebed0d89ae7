// Noise is calmed where brightening has raised it: guided filters whose strength follows the local
// gain.
#pragma once

#include <cstdint>

#include "lowlight/imaging/plane.h"

namespace lowlight::imaging {

/// The planes of one tile, all of one even size, with a margin of kCalmingMargin pixels around what
/// is wanted. `luma` and the two colour differences red − luma and blue − luma hold the brightened
/// picture; `noise` holds the expected variance of the luma's noise at each pixel.
struct CalmingTile {
  Plane luma;
  Plane red_difference;
  Plane blue_difference;
  Plane noise;
};

/// Pixels on each side of a tile that calm_noise needs and does not fill.
inline constexpr int64_t kCalmingMargin = 12;

/// How much more noise the colour differences carry than the luma.
inline constexpr float kColourNoise = 3;

/// Replaces luma and colour differences by their guided-filtered form (He, Sun, Tang 2013), both
/// guided by the luma:
///   luma:        radius 2, ε = noise;
///   differences: radius 4, ε = kColourNoise · noise, coefficients found at half size (He, Sun
///   2015).
/// A linear edge much larger than the noise stays; flat regions become their mean. A tile's place
/// in the picture must be even in x and y; then the result is that of the whole picture.
void calm_noise(CalmingTile& tile);

}  // namespace lowlight::imaging
