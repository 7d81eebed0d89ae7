// Colours as numbers to compute with: drawn looks and scenes change them one by one.
#pragma once

#include <ATen/core/Tensor.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "lowlight/core/luma.h"

namespace lowlight::data {

/// Red, green, blue and a number that says nothing; sums, products and quotients are number by
/// number.
typedef float Colour __attribute__((vector_size(16)));

using Colours = std::span<Colour>;

/// The luma of a colour.
inline float grey(Colour colour) { return luma(colour[0], colour[1], colour[2]); }

/// The largest number of a colour less its smallest.
inline float colourfulness(Colour colour) {
  return std::max({colour[0], colour[1], colour[2]}) - std::min({colour[0], colour[1], colour[2]});
}

/// A number, or each of a colour, in [0, 1].
inline float clamped(float number) { return std::clamp(number, 0.f, 1.f); }
inline Colour clamped(Colour colour) {
  return {clamped(colour[0]), clamped(colour[1]), clamped(colour[2])};
}

/// Each colour changed by itself.
template <class Change>
void each(Colours colours, const Change& change) {
  for (auto& colour : colours) colour = change(colour);
}

/// Each number of a colour changed by itself.
template <class Change>
Colour by_channel(Colour colour, const Change& change) {
  return Colour{change(colour[0]), change(colour[1]), change(colour[2])};
}

/// One channel's numbers changed by themselves.
template <class Change>
void each_number(Colours colours, int channel, const Change& change) {
  // Neighbours in a table have the same number in most channels.
  float before = NAN, after = NAN;
  for (auto& colour : colours) {
    if (colour[channel] != before) {
      before = colour[channel];
      after = change(before);
    }
    colour[channel] = after;
  }
}

/// The numbers of all channels changed by themselves.
template <class Change>
void each_number(Colours colours, const Change& change) {
  for (int channel = 0; channel < 3; ++channel) each_number(colours, channel, change);
}

void clamp(Colours colours);

/// Factors on linear light; the result is in [0, 1].
void light(Colours colours, Colour gains);

/// A factor on the distance from luma.
void saturate(Colours colours, float gain);

/// The colours as a tensor [M, 3].
at::Tensor as_tensor(std::span<const Colour> colours);

}  // namespace lowlight::data
