// Noise is calmed where brightening has raised it: by as much as the photo was measured to carry.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "lowlight/imaging/noise_model.h"
#include "lowlight/imaging/plane.h"

namespace lowlight::imaging {

/// What is to be taken off. The tables are over what a code of a colour has become, round(255 ·
/// brightened value).
struct NoiseCalming {
  /// How many codes one code has become, in the mean over the noise around it.
  std::array<float, 256> slope{};
  std::array<float, 256> added{};  ///< max(slope² − 1, 0)/255²: what brightening has added.
  /// What it has added to the variance of noise of NoiseModel::level; near black, which cuts noise
  /// off, and where the tone bends this is not level² · added.
  std::array<float, 256> sensor{};
  /// By band and square code: the threshold is sensor · bands.sensor + added · bands.jpeg.
  BandNoise grey, red, blue;
  /// Whether anything is to be done; a clean photo keeps what brightening makes of it.
  bool any = false;
};

/// The tone (PhotoTransform::tone) in the mean over noise: of n normal with 2.5 · min(amount,
/// 1) times the deviation of grey (in band 3) at the code x, E[tone(x + n)], where tone(−x) =
/// −tone(x) and tone is constant above white. Where noise is larger than the tone's bends, as in
/// blacks that a toe holds down, the photo does not show on which side of a bend a place lies:
/// there the tone becomes straighter. Black stays black. Without noise the tone is returned.
std::vector<float> tone_over_noise(const std::vector<float>& tone,
                                   const NoiseModel& noise,
                                   double amount = 1);

/// The calming of a photo with this noise, brightened by tone (PhotoTransform::tone). Thresholds
/// are amount times the model's variances times these, by band: for the sensor's noise 1.33, 1.33,
/// 1.5, 2.28, 2.45, 3, 3.41 and 5.42; for JPEG's of grey 0.175, 0.175, 0.3, 0.53, 0.7, 0.9, 1.05
/// and 1.2, of colour 1.5, 1.5, 2.5, 18, 24, 31, 36 and 41: the finer a band, the less of a photo's
/// energy in it is detail, least of all in colour. Nothing where the noise is below 0.35 codes and
/// no code becomes more than 14.
NoiseCalming calming_for(const NoiseModel& noise,
                         const std::vector<float>& tone,
                         double amount = 1);

/// The planes of one tile, with a margin of kCalmingMargin pixels around what is wanted: grey
/// (kGreyWeights) and the differences red − grey and blue − grey of the brightened picture.
struct CalmingTile {
  CalmingTile() = default;
  /// An empty tile of width × height pixels, which are multiples of kCalmingGrid.
  CalmingTile(int64_t width, int64_t height);

  Plane grey;
  Plane red_difference;   ///< At half size.
  Plane blue_difference;  ///< At half size.
  /// The factor of the exposure of each 4 × 4 pixels, by which the gain differs from the slope.
  Plane exposure;
};

/// Pixels on each side of a tile that calm_noise needs and does not fill.
inline constexpr int64_t kCalmingMargin = 16;

/// Sides of tiles and their places in the picture are multiples of this.
inline constexpr int64_t kCalmingGrid = 8;

/// Shrinks the cosine transforms of overlapping blocks of 8 × 8, every 4 pixels in both directions,
/// and lays them over each other with weights that fall towards their rims (Yaroslavsky 1996;
/// imaging/block_shrinkage.h), for grey at full size, for the differences at half size. A
/// coefficient is multiplied by 1 − 1.25·q + 0.25·q², q = min(1, θ/E), E the mean square of the 3 ×
/// 3 coefficients around it and θ the threshold of its band for the colours of the block, each
/// weighted by its part in the plane's variance. In blocks full of texture the sensor's part of θ
/// falls to 0.4 of itself. Where the exposure of the place was lowered, θ falls with the square of
/// its factor. A block's mean stays.
///
/// Grey holds the detail, its noise is less than the luma's; the differences, whose fine detail is
/// mostly noise, lose it at half size (as in Dabov et al. 2007). Where one code has become more
/// than 14, little is left of the colour but chance: differences are multiplied by 1/(1 + ((gain −
/// 14)/10)²), the gain being min(exposure, 1) · slope at the grey of 8 × 8 pixels.
///
/// Where tiles lie on the grid, their results are those of the whole picture.
void calm_noise(CalmingTile& tile, const NoiseCalming& calming);

}  // namespace lowlight::imaging
