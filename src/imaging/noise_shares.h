// What is kept of noisy colours, and whose noise it is.
#pragma once

#include <array>

#include "lowlight/imaging/noise_model.h"

namespace lowlight::imaging {

/// Where one code has become more, little is left of the colour but chance; how soon it fades.
inline constexpr float kMeaninglessColour = 14, kColourFade = 10;

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
