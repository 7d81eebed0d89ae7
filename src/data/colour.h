// Colours as numbers to compute with: drawn looks and scenes change them one by one.
#pragma once

#include <ATen/core/Tensor.h>

#include <algorithm>
#include <span>

#include "lowlight/core/luma.h"
#include "lowlight/core/vectorise.h"

namespace lowlight::data {

/// Red, green and blue; sums, products and quotients are number by number.
struct Colour {
  float red = 0, green = 0, blue = 0;

  constexpr float& operator[](int channel) {
    return channel == 0 ? red : channel == 1 ? green : blue;
  }
  constexpr float operator[](int channel) const {
    return channel == 0 ? red : channel == 1 ? green : blue;
  }
};

/// The colour whose numbers are those that two colours' numbers make.
template <class Combine>
constexpr Colour by_channel(const Colour& a, const Colour& b, const Combine& combine) {
  return {combine(a.red, b.red), combine(a.green, b.green), combine(a.blue, b.blue)};
}
template <class Change>
constexpr Colour by_channel(const Colour& colour, const Change& change) {
  return {change(colour.red), change(colour.green), change(colour.blue)};
}

constexpr Colour grey_of(float luma) { return {luma, luma, luma}; }

constexpr Colour operator+(const Colour& a, const Colour& b) {
  return by_channel(a, b, [](float x, float y) { return x + y; });
}
constexpr Colour operator-(const Colour& a, const Colour& b) {
  return by_channel(a, b, [](float x, float y) { return x - y; });
}
constexpr Colour operator*(const Colour& a, const Colour& b) {
  return by_channel(a, b, [](float x, float y) { return x * y; });
}
constexpr Colour operator/(const Colour& a, const Colour& b) {
  return by_channel(a, b, [](float x, float y) { return x / y; });
}
constexpr Colour operator+(const Colour& a, float b) { return a + grey_of(b); }
constexpr Colour operator+(float a, const Colour& b) { return grey_of(a) + b; }
constexpr Colour operator-(const Colour& a, float b) { return a - grey_of(b); }
constexpr Colour operator-(float a, const Colour& b) { return grey_of(a) - b; }
constexpr Colour operator*(const Colour& a, float b) { return a * grey_of(b); }
constexpr Colour operator*(float a, const Colour& b) { return grey_of(a) * b; }
constexpr Colour operator/(const Colour& a, float b) { return a / grey_of(b); }

using Colours = std::span<Colour>;

/// The luma of a colour.
inline float grey(const Colour& colour) { return luma(colour.red, colour.green, colour.blue); }

/// The largest number of a colour less its smallest.
inline float colourfulness(const Colour& colour) {
  return std::max(std::max(colour.red, colour.green), colour.blue) -
         std::min(std::min(colour.red, colour.green), colour.blue);
}

/// A number, or each of a colour, in [0, 1].
inline float clamped(float number) { return std::clamp(number, 0.f, 1.f); }
inline Colour clamped(const Colour& colour) {
  return by_channel(colour, [](float number) { return clamped(number); });
}

/// Each colour changed by itself.
template <class Change>
void each(Colours colours, const Change& change) {
  vectorised([&] {
    // Numbers of one channel lie beside each other, so that compilers make vectors of the loop.
    constexpr size_t kBlock = 64;
    float red[kBlock] = {}, green[kBlock] = {}, blue[kBlock] = {};
    for (size_t first = 0; first < colours.size(); first += kBlock) {
      const auto part = colours.subspan(first, std::min(kBlock, colours.size() - first));
      for (size_t i = 0; i < part.size(); ++i) {
        red[i] = part[i].red;
        green[i] = part[i].green;
        blue[i] = part[i].blue;
      }
      for (size_t i = 0; i < kBlock; ++i) {
        const Colour changed = change(Colour{red[i], green[i], blue[i]});
        red[i] = changed.red;
        green[i] = changed.green;
        blue[i] = changed.blue;
      }
      for (size_t i = 0; i < part.size(); ++i) part[i] = {red[i], green[i], blue[i]};
    }
  });
}

void clamp(Colours colours);

/// Factors on linear light; the result is in [0, 1].
void light(Colours colours, Colour gains);

/// A factor on the distance from luma.
void saturate(Colours colours, float gain);

/// The colours as a tensor [M, 3].
at::Tensor as_tensor(std::span<const Colour> colours);

}  // namespace lowlight::data
