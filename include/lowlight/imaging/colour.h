// sRGB and linear light (IEC 61966-2-1), and luma.
#pragma once

#include <array>

namespace lowlight::imaging {

/// Weights of red, green and blue in Rec.601 luma; they sum to 1.
inline constexpr std::array<float, 3> kLumaWeights = {0.299f, 0.587f, 0.114f};

/// 0.299 r + 0.587 g + 0.114 b, in whatever units r, g and b have.
constexpr float luma(float r, float g, float b) {
  return kLumaWeights[0] * r + kLumaWeights[1] * g + kLumaWeights[2] * b;
}

/// Linear light of an sRGB value, both with white at 1: v / 12.92 up to 0.04045, else ((v + 0.055)
/// / 1.055)^2.4. Negative values stay on the linear part, values over 1 on the power.
float srgb_to_linear(float value);

/// The inverse: 12.92 v up to 0.0031308, else 1.055 v^(1/2.4) − 0.055.
float linear_to_srgb(float value);

/// srgb_to_linear(code / 255) for each 8-bit code.
const std::array<float, 256>& srgb_to_linear_table();

}  // namespace lowlight::imaging
