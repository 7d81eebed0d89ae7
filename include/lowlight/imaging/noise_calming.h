// Noise is calmed where brightening has raised it: guided filters whose strength follows the local
// gain.
#pragma once

#include <cstdint>

#include "lowlight/imaging/plane.h"

namespace lowlight::imaging {

/// The ε of the three guided filters, as variances of the photo as it is, in units of (1/255)²; 0
/// calms nothing.
struct NoiseCalming {
  double fine = 0;  ///< For luma, in windows of 3 × 3.
  /// For luma, in windows of about 9 × 9: what JPEG and demosaicing left of the noise.
  double coarse = 0;
  double colour = 0;  ///< For colour differences, in windows of about 9 × 9.

  bool any() const { return fine > 0 || coarse > 0 || colour > 0; }
};

/// The planes of one tile, all of one even size, with a margin of kCalmingMargin pixels around what
/// is wanted. `luma` and the two colour differences red − luma and blue − luma hold the brightened
/// picture; `gain` holds how many codes of it one code of the photo has become at each pixel.
struct CalmingTile {
  Plane luma;
  Plane red_difference;
  Plane blue_difference;
  Plane gain;
};

/// Pixels on each side of a tile that calm_noise needs and does not fill.
inline constexpr int64_t kCalmingMargin = 14;

/// Replaces luma and colour differences by their guided-filtered form (He, Sun, Tang 2013), the
/// guide being the luma, in this order:
///   luma, radius 1, ε = fine·v; differences, radius 4, ε = colour·v; luma, radius 4, ε = coarse·v;
/// v = max(gain² − 1, 0) / 255²: what brightening has added to the noise. The differences' lines
/// are found at half size (He, Sun 2015). An edge far above the noise stays; flat regions become
/// their mean. Where one code has become more than 14, little is left of the colour but chance:
/// differences are multiplied by 1/(1 + ((gain − 14)/10)²). A tile's place in the picture must be
/// even in x and y; then the result is that of the whole picture.
void calm_noise(CalmingTile& tile, const NoiseCalming& calming);

}  // namespace lowlight::imaging
