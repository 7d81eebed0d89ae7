// The tone curve where the exposure differs from place to place.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "imaging/pixel_rows.h"

namespace lowlight::imaging {

/// For `count` pixels, x the encoded colours in [0, 1], f their factor, M the largest of a pixel:
///   out = (1 − w)·tone(f·x) + w·(x/M)·tone(f·M), w = min(0.6, 1.5·max(0, 1 − f)),
/// in place. tone is read between its codes, arguments above 1 count as 1. The second term keeps
/// the hue, which a curve for each colour turns towards white and yellow where it flattens.
/// `factor` becomes the gain: f · gain_of_luma[f · luma], as in read_toned_row.
void expose_row(const std::vector<float>& tone,
                const std::array<float, 256>& gain_of_luma,
                int64_t count,
                const ColourRows& colours,
                float* factor);

}  // namespace lowlight::imaging
