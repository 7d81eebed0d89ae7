// The numbers of the calming, for processors (imaging/noise_calming.h) and other devices
// (imaging/device_picture.h) alike.
#pragma once

#include <array>

#include "lowlight/imaging/noise_model.h"

namespace lowlight::imaging {

/// Where one code has become more, little is left of the colour but chance; how soon it fades.
inline constexpr float kMeaninglessColour = 14, kColourFade = 10;

/// kept ← what is kept of a coefficient where the threshold is `quotient` ≤ 1 times the energy
/// around it. Vectors of numbers are not returned: how depends on the instruction set.
template <class Number>
[[gnu::always_inline]] inline void fill_kept(const Number& quotient, Number& kept) {
  kept = 1.f - quotient * (1.25f - 0.25f * quotient);
}

/// The bands that tell texture from flat noise: what is finer than light that changes slowly.
inline constexpr size_t kFirstTexture = 2, kTextureBands = 6;

/// How often JPEG's thresholds count where texture is told from noise: of as much noise those of
/// grey are a quarter of the sensor's.
inline constexpr float kJpegInTexture = 4;

/// share ← what is left of the sensor's thresholds in a block whose mean of the bands' squares over
/// what is expected of noise, the sensor's thresholds and kJpegInTexture times JPEG's, is `ratio`.
/// In flat blocks coefficients as small as noise are noise; in texture they are detail as often
/// (docs/decisions/0011-learned-calming.md).
template <class Number>
[[gnu::always_inline]] inline void fill_texture_share(const Number& ratio, Number& share) {
  constexpr float kLeast = 0.4f, kEven = 1.13f;
  const Number far = ratio * (1.f / kEven), square = far * far, fourth = square * square;
  share = kLeast + (1.f - kLeast) / (1.f + fourth * fourth);
}

/// What is kept of a difference of colours where one code has become so many more than
/// kMeaninglessColour.
template <class Number>
[[gnu::always_inline]] inline Number kept_of_colour(const Number& excess) {
  return 1.f / (1.f + excess * excess * (1.f / (kColourFade * kColourFade)));
}

/// The weights of a block's columns and rows. Those of the two blocks that share one sum to 1.
inline constexpr std::array<float, 8> kBlockWeights{
    0.125f, 0.375f, 0.625f, 0.875f, 0.875f, 0.625f, 0.375f, 0.125f};

/// How much of the variance of a plane each colour's noise makes, were it equal in all.
using Shares = std::array<float, 3>;

/// Of Σ factor·colour.
constexpr Shares shares_of(const Shares& factors) {
  float sum = 0;
  for (const float factor : factors) sum += factor * factor;
  Shares shares{};
  for (size_t c = 0; c < 3; ++c) shares[c] = factors[c] * factors[c] / sum;
  return shares;
}

inline constexpr Shares kOfGrey = shares_of(kGreyWeights);
inline constexpr Shares kOfRed =
    shares_of({1 - kGreyWeights[0], -kGreyWeights[1], -kGreyWeights[2]});
inline constexpr Shares kOfBlue =
    shares_of({-kGreyWeights[0], -kGreyWeights[1], 1 - kGreyWeights[2]});

}  // namespace lowlight::imaging
