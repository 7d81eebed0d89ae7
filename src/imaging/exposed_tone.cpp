#include "imaging/exposed_tone.h"

#include <algorithm>

#include "imaging/vectorise.h"
#include "lowlight/core/luma.h"

namespace lowlight::imaging {
namespace {

constexpr float kMostHueKept = 0.6f, kHueKeptPerChange = 1.5f;

inline float between_codes(const float* tone, float last, float x) {
  const float place = std::min(x, 1.f) * last;
  const auto code = int32_t(place);
  const float low = tone[code], high = tone[std::min(code + 1, int32_t(last))];
  return low + (place - float(code)) * (high - low);
}

LOWLIGHT_VECTORISE
void expose(const float* tone,
            float last,
            const float* gain_of_luma,
            int64_t count,
            float* red,
            float* green,
            float* blue,
            float* factor) {
  for (int64_t i = 0; i < count; ++i) {
    const float f = factor[i], r = red[i], g = green[i], b = blue[i];
    const float largest = std::max(std::max(r, g), b);
    const float kept = std::min(kMostHueKept, kHueKeptPerChange * std::max(0.f, 1.f - f));
    const float scale = kept * between_codes(tone, last, f * largest) / std::max(largest, 1e-3f);
    red[i] = (1.f - kept) * between_codes(tone, last, f * r) + scale * r;
    green[i] = (1.f - kept) * between_codes(tone, last, f * g) + scale * g;
    blue[i] = (1.f - kept) * between_codes(tone, last, f * b) + scale * b;
    const float y = std::min(f * luma(r, g, b), 1.f) * 255.f;
    factor[i] = f * gain_of_luma[int32_t(y + 0.5f)];
  }
}

}  // namespace

void expose_row(const std::vector<float>& tone,
                const std::array<float, 256>& gain_of_luma,
                int64_t count,
                const ColourRows& colours,
                float* factor) {
  expose(tone.data(),
         float(tone.size() - 1),
         gain_of_luma.data(),
         count,
         colours[0],
         colours[1],
         colours[2],
         factor);
}

}  // namespace lowlight::imaging
