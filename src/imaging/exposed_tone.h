// The tone curve where the exposure differs from place to place.
#pragma once

#include <cstdint>
#include <vector>

#include "imaging/code_table.h"
#include "imaging/pixel_rows.h"

namespace lowlight::imaging {

/// A tone to be read between its codes: for each code its value and the rise to the next, both in
/// 16 bits of one number, so that one look-up finds them.
class SteppedTone {
 public:
  /// `tone` rises from 0 or more to 1 or less.
  explicit SteppedTone(const std::vector<float>& tone);

  /// For `count` pixels, x the encoded colours in [0, 1], f their factor, M the largest of a pixel:
  ///   out = (1 − w)·tone(f·x) + w·(x/M)·tone(f·M), w = max(h, min(0.6, 1.5·max(0, 1 − f))),
  /// in place; arguments above 1 count as 1. The second term keeps the hue, which a curve for each
  /// colour turns towards white and yellow where it flattens; h is kept everywhere.
  void expose_row(const float* factor,
                  int64_t count,
                  const ColourRows& colours,
                  float hue_kept = 0) const;

 private:
  CodeTable<uint32_t> steps_;
};

}  // namespace lowlight::imaging
