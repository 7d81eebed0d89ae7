#include "data/colour.h"

#include <ATen/ops/empty.h>

#include "lowlight/core/srgb.h"

namespace lowlight::data {

void clamp(Colours colours) {
  each(colours, [](const Colour& colour) { return clamped(colour); });
}

void light(Colours colours, Colour gains) {
  each(colours, [&](const Colour& colour) {
    const auto in_light = by_channel(clamped(colour), [](float x) { return srgb_to_linear(x); });
    return by_channel(clamped(in_light * gains), [](float x) { return linear_to_srgb(x); });
  });
}

void saturate(Colours colours, float gain) {
  each(colours, [&](const Colour& colour) {
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
