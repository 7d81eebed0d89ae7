// How much noise a photo carries, as a function of brightness and of spatial frequency.
#pragma once

#include <array>
#include <cstdint>

#include "lowlight/imaging/picture_rows.h"

namespace lowlight::imaging {

/// Bands of spatial frequency: coefficient (u, v) of the orthonormal 8 × 8 cosine transform belongs
/// to band max(u, v).
inline constexpr int64_t kNoiseBands = 8;

/// The weights of red, green and blue in what is called grey here: nearer to the luma's than to
/// equal ones, which would hold the least noise of equally noisy colours; but blue is the noisiest.
inline constexpr std::array<float, 3> kGreyWeights{0.3f, 0.5f, 0.2f};

/// The deviations of the coefficients of one plane, by band. Band 0 is as band 1.
struct BandNoise {
  std::array<float, kNoiseBands> sensor{};  ///< Times NoiseModel::level, in 8-bit codes.
  std::array<float, kNoiseBands> jpeg{};    ///< In 8-bit codes, whatever the brightness.
};

/// What a photo's noise was measured to be. The deviation of a coefficient of band k where grey is
/// `code` is √((level[code]·sensor[k])² + jpeg[k]²); noise without any
/// correlation between pixels has the same deviation in all bands, that of a pixel. All 0 where
/// there is no noise, or none can be told.
struct NoiseModel {
  std::array<float, 256> level{};  ///< Over grey in 8-bit codes.
  BandNoise grey;                  ///< Of grey, at full size.
  BandNoise red;                   ///< Of red − grey, in a copy of half the size.
  BandNoise blue;                  ///< Of blue − grey, in a copy of half the size.
};

/// Measures areas of 16 × 16 pixels, at most about 2000, spread evenly.
///
/// Sensor noise. Variance in linear light is a·L + b (photons, read-out), so that after the sRGB
/// curve σ = enc′(L)·√(a·L + b), and n = σ/(enc′(L)·√L) falls with L while n·√L rises. In each bin
/// of brightness n is the 10 % point of the areas' energy in the coefficients with u + v ≥ 3: the
/// flattest areas show the noise, texture is above it. Bins full of texture are brought down to
/// what the others allow by those two rules, 12 % more for each bin between (cameras bend their
/// curves). What rounding to 8 bits alone may leave (0.3 codes) is taken off. Clipped areas and
/// those darker than 1.5 codes do not count, nor do those with a quarter of black samples unless
/// fewer than 16 have less: then up to nine tenths of black are let through. The bands are the
/// medians over the flattest tenth of all areas; a lower band may exceed the next by 1.2, 1.35 or
/// 1.7 times at most, since what is left of real structure lies there.
///
/// JPEG. Where the luma's coefficients in the grid of 8 × 8 blocks lie near the multiples of a step
/// and leave the gap before the double step empty, the step/√12 of each band is its noise, flat
/// areas show none of it; then the like for colour. Two bands must show steps, in a JPEG of high
/// quality those are fine ones; the bands below the first have none, for steps below 2.2 leave
/// hardly more than rounding. A photo scaled or turned by an angle since shows no steps. The blocks
/// may begin anywhere, for a JPEG may have been cropped or turned since: where edges are seen every
/// 8 pixels and steps from there on, all is measured from there on.
///
/// Where the picture has most_noise, the level is at most 1.25 times that (what it leaves out, and
/// colours that are not grey), and so is what the bands make of it, the mean of the squares over
/// the coefficients with u + v ≥ 3: photos full of fine texture show more than their noise.
NoiseModel noise_of(const PictureRows& photo);

}  // namespace lowlight::imaging
