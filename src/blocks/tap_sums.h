// The inner loops of convolutions on maps of few channels. Private to the room.
#pragma once

#include <cstdint>

namespace lowlight::blocks {

/// Outputs that sum_taps makes at once: any of 8, 4, 2, 1.
inline constexpr int64_t kMostOutputs = 8;

/// Numbers beyond the last one asked for that sum_taps and tap_products read, and sum_taps writes.
inline constexpr int64_t kSlack = 16;

/// out[m·out_step + p] = Σ_t weights[t·outputs + m] · source[offsets[t] + p] for 0 ≤ m < outputs
/// and 0 ≤ p < count; numbers after each row, kSlack at most, are overwritten. T is float or
/// double; the best of the processor's instruction sets is taken.
template <class T>
void sum_taps(const T* source,
              const int64_t* offsets,
              int64_t taps,
              const T* weights,
              int64_t outputs,
              T* out,
              int64_t out_step,
              int64_t count);

/// out[m·taps + t] = Σ_p rows[m·row_step + p] · source[offsets[t] + p] for 0 ≤ m < outputs, 0 ≤ t <
/// taps and 0 ≤ p < count. Up to kSlack numbers after `count` are read from the rows, where they
/// must be 0, and from the source, where they must be finite.
template <class T>
void tap_products(const T* rows,
                  int64_t row_step,
                  int64_t outputs,
                  const T* source,
                  const int64_t* offsets,
                  int64_t taps,
                  int64_t count,
                  T* out);

}  // namespace lowlight::blocks
