// CIELAB, the colour space in which distances are about as large as they look.
#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <concepts>

#include "lowlight/core/quick_math.h"

namespace lowlight {

/// What linear red, green and blue add to X, Y and Z over those of white: the primaries of IEC
/// 61966-2-1, each row divided by its sum.
inline constexpr std::array<std::array<double, 3>, 3> kSharesOfWhite = {
    {{0.4339531, 0.3762198, 0.1898429},
     {0.2126729, 0.7151522, 0.0721750},
     {0.0177566, 0.1094680, 0.8727755}}};

/// Where the cube root becomes a line, (6/29)³.
inline constexpr double kLabKnee = 216. / 24389.;

/// Linear light in [0, 1] → L*, a*, b* (CIE 1976, white D65).
template <std::floating_point Number>
[[gnu::always_inline]] inline std::array<Number, 3> linear_to_lab(
    const std::array<Number, 3>& light) {
  std::array<Number, 3> root;
  for (size_t i = 0; i < 3; ++i) {
    const auto& share = kSharesOfWhite[i];
    const Number value =
        Number(share[0]) * light[0] + Number(share[1]) * light[1] + Number(share[2]) * light[2];
    root[i] = value > Number(kLabKnee) ? power(value, Number(1. / 3.))
                                       : value * Number(841. / 108.) + Number(4. / 29.);
  }
  return {116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])};
}

/// sRGB colours [N, 3, ...] in [0, 1] → L*, a*, b* [N, 3, ...]. Values outside [0, 1] are taken for
/// the nearest inside. Differentiable; gradients are finite everywhere.
at::Tensor srgb_to_lab(const at::Tensor& colours);

}  // namespace lowlight
