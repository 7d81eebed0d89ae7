// Luma.
#pragma once

#include <array>

namespace lowlight::imaging {

/// Weights of red, green and blue in Rec.601 luma; they sum to 1.
inline constexpr std::array<float, 3> kLumaWeights = {0.299f, 0.587f, 0.114f};

/// 0.299 r + 0.587 g + 0.114 b, in whatever units r, g and b have.
constexpr float luma(float r, float g, float b) {
  return kLumaWeights[0] * r + kLumaWeights[1] * g + kLumaWeights[2] * b;
}

}  // namespace lowlight::imaging
