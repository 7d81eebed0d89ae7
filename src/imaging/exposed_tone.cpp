#include "imaging/exposed_tone.h"

#include <algorithm>
#include <cmath>

#include "lowlight/core/vectorise.h"

namespace lowlight::imaging {
namespace {

constexpr float kMostHueKept = 0.6f, kHueKeptPerChange = 1.5f;
constexpr float kFull = 65535.f;

/// What is worked on at once: it stays in the first-level cache.
constexpr int64_t kExposedAtOnce = 256;
using Steps = uint32_t[3][kExposedAtOnce];

[[gnu::always_inline]] inline float place_of(float x, float last) {
  return std::min(x, 1.f) * last;
}

LOWLIGHT_VECTORISE
void fill_codes(
    const float* factor, const float* colour, float last, int64_t count, uint16_t* codes) {
  for (int64_t i = 0; i < count; ++i)
    codes[i] = uint16_t(int32_t(place_of(factor[i] * colour[i], last)));
}

/// The tone at x, in units of 1/kFull.
[[gnu::always_inline]] inline float between_codes(uint32_t step, float last, float x) {
  const float place = place_of(x, last);
  return float(int32_t(step & 0xFFFF)) +
         (place - float(int32_t(place))) * float(int32_t(step >> 16));
}

LOWLIGHT_VECTORISE
void expose(const Steps& steps,
            float last,
            const float* factor,
            float hue_kept,
            int64_t count,
            float* red,
            float* green,
            float* blue) {
  for (int64_t i = 0; i < count; ++i) {
    const float f = factor[i], r = red[i], g = green[i], b = blue[i];
    const float largest = std::max(std::max(r, g), b);
    const float kept =
        std::max(hue_kept, std::min(kMostHueKept, kHueKeptPerChange * std::max(0.f, 1.f - f)));
    const float of_red = between_codes(steps[0][i], last, f * r);
    const float of_green = between_codes(steps[1][i], last, f * g);
    const float of_blue = between_codes(steps[2][i], last, f * b);
    // The tone rises: the largest colour stays the largest.
    const float of_largest = std::max(std::max(of_red, of_green), of_blue);
    const float scale = kept * of_largest / (kFull * std::max(largest, 1e-3f));
    const float rest = (1.f - kept) / kFull;
    red[i] = rest * of_red + scale * r;
    green[i] = rest * of_green + scale * g;
    blue[i] = rest * of_blue + scale * b;
  }
}

std::vector<uint32_t> steps_of(const std::vector<float>& tone) {
  std::vector<uint32_t> steps;
  for (size_t code = 0; code < tone.size(); ++code) {
    const auto value = [&](size_t at) {
      return uint32_t(std::lround(kFull * tone[std::min(at, tone.size() - 1)]));
    };
    steps.push_back(value(code) | (value(code + 1) - value(code)) << 16);
  }
  return steps;
}

}  // namespace

SteppedTone::SteppedTone(const std::vector<float>& tone) : steps_(steps_of(tone)) {}

void SteppedTone::expose_row(const float* factor,
                             int64_t count,
                             const ColourRows& colours,
                             float hue_kept) const {
  const auto last = float(steps_.size() - 1);
  uint16_t codes[kExposedAtOnce];
  Steps steps;
  for (int64_t at = 0; at < count; at += kExposedAtOnce) {
    const int64_t length = std::min(kExposedAtOnce, count - at);
    for (size_t c = 0; c < 3; ++c) {
      fill_codes(factor + at, colours[c] + at, last, length, codes);
      steps_.look_up(codes, length, steps[c]);
    }
    expose(steps,
           last,
           factor + at,
           hue_kept,
           length,
           colours[0] + at,
           colours[1] + at,
           colours[2] + at);
  }
}

}  // namespace lowlight::imaging
