#include "data/colour.h"

#include <ATen/ops/empty.h>

#include "lowlight/core/srgb.h"

namespace lowlight::data {

void clamp(Colours colours) {
  each(colours, [](Colour colour) { return clamped(colour); });
}

void light(Colours colours, Colour gains) {
  each(colours, [&](Colour colour) {
    const Colour lit = by_channel(clamped(colour), srgb_to_linear<float>) * gains;
    return by_channel(clamped(lit), linear_to_srgb<float>);
  });
}

void saturate(Colours colours, float gain) {
  each(colours, [&](Colour colour) {
    const float y = grey(colour);
    return y + (colour - y) * gain;
  });
}

at::Tensor as_tensor(std::span<const Colour> colours) {
  auto result = at::empty({int64_t(colours.size()), 3}, at::kFloat);
  float* to = result.data_ptr<float>();
  for (const auto& colour : colours) {
    for (int channel = 0; channel < 3; ++channel) *to++ = colour[channel];
  }
  return result;
}

}  // namespace lowlight::data
