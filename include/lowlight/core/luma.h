// Luma: the brightness of an encoded colour by the weights of Rec. 601.
#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <concepts>

namespace lowlight {

/// The weights of red, green and blue; they sum to 1.
template <std::floating_point Number>
inline constexpr std::array<Number, 3> kLumaWeights = {Number(0.299), Number(0.587), Number(0.114)};

/// 0.299 r + 0.587 g + 0.114 b, in whatever units r, g and b have.
template <std::floating_point Number>
constexpr Number luma(Number r, Number g, Number b) {
  constexpr auto& weights = kLumaWeights<Number>;
  return weights[0] * r + weights[1] * g + weights[2] * b;
}

/// The same for each pixel: a floating picture [..., 3, H, W] → [..., H, W]. A fourth channel is
/// left out. Differentiable.
at::Tensor luma(const at::Tensor& picture);

}  // namespace lowlight
