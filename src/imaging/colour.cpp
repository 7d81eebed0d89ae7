#include "lowlight/imaging/colour.h"

#include <cmath>

namespace lowlight::imaging {

float srgb_to_linear(float value) {
  return value <= 0.04045f ? value / 12.92f : std::pow((value + 0.055f) / 1.055f, 2.4f);
}

float linear_to_srgb(float value) {
  return value <= 0.0031308f ? 12.92f * value : 1.055f * std::pow(value, 1.0f / 2.4f) - 0.055f;
}

const std::array<float, 256>& srgb_to_linear_table() {
  static const auto table = [] {
    std::array<float, 256> values;
    for (size_t code = 0; code < 256; ++code) values[code] = srgb_to_linear(float(code) / 255.0f);
    return values;
  }();
  return table;
}

}  // namespace lowlight::imaging
