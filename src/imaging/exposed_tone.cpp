#include "imaging/exposed_tone.h"

#include <algorithm>
#include <cmath>

#include "lowlight/core/vectorise.h"

namespace lowlight::imaging {
namespace {

constexpr float kMostHueKept = 0.6f, kHueKeptPerChange = 1.5f;
constexpr float kFull = 65535.f;

/// In units of 1/kFull.
[[gnu::always_inline]] inline float between_codes(const uint32_t* steps, float last, float x) {
  const float place = std::min(x, 1.f) * last;
  const auto code = int32_t(place);
  const uint32_t step = steps[code];
  return float(int32_t(step & 0xFFFF)) + (place - float(code)) * float(int32_t(step >> 16));
}

LOWLIGHT_VECTORISE
void expose(const uint32_t* steps,
            float last,
            const float* factor,
            int64_t count,
            float* red,
            float* green,
            float* blue) {
  for (int64_t i = 0; i < count; ++i) {
    const float f = factor[i], r = red[i], g = green[i], b = blue[i];
    const float largest = std::max(std::max(r, g), b);
    const float kept = std::min(kMostHueKept, kHueKeptPerChange * std::max(0.f, 1.f - f));
    const float of_red = between_codes(steps, last, f * r);
    const float of_green = between_codes(steps, last, f * g);
    const float of_blue = between_codes(steps, last, f * b);
    // The tone rises: the largest colour stays the largest.
    const float of_largest = std::max(std::max(of_red, of_green), of_blue);
    const float scale = kept * of_largest / (kFull * std::max(largest, 1e-3f));
    const float rest = (1.f - kept) / kFull;
    red[i] = rest * of_red + scale * r;
    green[i] = rest * of_green + scale * g;
    blue[i] = rest * of_blue + scale * b;
  }
}

}  // namespace

SteppedTone::SteppedTone(const std::vector<float>& tone) {
  for (size_t code = 0; code < tone.size(); ++code) {
    const auto value = [&](size_t at) {
      return uint32_t(std::lround(kFull * tone[std::min(at, tone.size() - 1)]));
    };
    steps_.push_back(value(code) | (value(code + 1) - value(code)) << 16);
  }
}

void SteppedTone::expose_row(const float* factor, int64_t count, const ColourRows& colours) const {
  expose(
      steps_.data(), float(steps_.size() - 1), factor, count, colours[0], colours[1], colours[2]);
}

}  // namespace lowlight::imaging
