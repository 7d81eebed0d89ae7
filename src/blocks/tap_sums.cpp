#include "blocks/tap_sums.h"

#include <algorithm>
#include <cstring>

namespace lowlight::blocks {
namespace {

#define LOWLIGHT_INLINE inline __attribute__((always_inline))

template <class T, int kBytes>
struct Lanes {
  typedef T Vector __attribute__((vector_size(kBytes)));
  static constexpr int64_t kCount = kBytes / sizeof(T);

  static LOWLIGHT_INLINE void load(const T* from, Vector& to) {
    std::memcpy(&to, from, sizeof(to));
  }
  /// By halves, so that no addition waits for fifteen others.
  static LOWLIGHT_INLINE T sum(const Vector& lanes) {
    if constexpr (kBytes > 16) {
      using Half = Lanes<T, kBytes / 2>;
      typename Half::Vector halves[2];
      std::memcpy(halves, &lanes, sizeof(lanes));
      return Half::sum(halves[0] + halves[1]);
    } else if constexpr (kCount == 4) {
      return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
    } else {
      return lanes[0] + lanes[1];
    }
  }
};

// kOutputs rows by kVectors vectors stay in registers while all taps pass.
template <class T, int kBytes, int kOutputs, int kVectors>
LOWLIGHT_INLINE void sum_block(const T* source,
                               const int64_t* offsets,
                               int64_t taps,
                               const T* weights,
                               T* out,
                               int64_t out_step) {
  using L = Lanes<T, kBytes>;
  typename L::Vector sums[kOutputs][kVectors] = {};
  for (int64_t t = 0; t < taps; ++t) {
    typename L::Vector x[kVectors];
    for (int v = 0; v < kVectors; ++v) L::load(source + offsets[t] + v * L::kCount, x[v]);
    for (int m = 0; m < kOutputs; ++m) {
      for (int v = 0; v < kVectors; ++v) sums[m][v] += x[v] * weights[t * kOutputs + m];
    }
  }
  for (int m = 0; m < kOutputs; ++m) std::memcpy(out + m * out_step, sums[m], sizeof(sums[m]));
}

template <class T, int kBytes, int kOutputs, int kVectors>
LOWLIGHT_INLINE void sum_rows(const T* source,
                              const int64_t* offsets,
                              int64_t taps,
                              const T* weights,
                              T* out,
                              int64_t out_step,
                              int64_t count) {
  constexpr int64_t kLanes = Lanes<T, kBytes>::kCount;
  int64_t p = 0;
  for (; p + kVectors * kLanes <= count; p += kVectors * kLanes) {
    sum_block<T, kBytes, kOutputs, kVectors>(source + p, offsets, taps, weights, out + p, out_step);
  }
  for (; p < count; p += kLanes) {
    sum_block<T, kBytes, kOutputs, 1>(source + p, offsets, taps, weights, out + p, out_step);
  }
}

// kWide is how many registers of kBytes the sums may fill: those of the instruction set, but some.
template <class T, int kBytes, int kWide>
LOWLIGHT_INLINE void sum_any(const T* source,
                             const int64_t* offsets,
                             int64_t taps,
                             const T* weights,
                             int64_t outputs,
                             T* out,
                             int64_t out_step,
                             int64_t count) {
  switch (outputs) {
    case 8:
      return sum_rows<T, kBytes, 8, kWide / 8>(
          source, offsets, taps, weights, out, out_step, count);
    case 4:
      return sum_rows<T, kBytes, 4, kWide / 4>(
          source, offsets, taps, weights, out, out_step, count);
    case 2:
      return sum_rows<T, kBytes, 2, kWide / 2>(
          source, offsets, taps, weights, out, out_step, count);
    default:
      return sum_rows<T, kBytes, 1, 8>(source, offsets, taps, weights, out, out_step, count);
  }
}

template <class T, int kBytes, int kOutputs, int kTaps>
LOWLIGHT_INLINE void multiply_block(const T* rows,
                                    int64_t row_step,
                                    const T* source,
                                    const int64_t* offsets,
                                    int64_t count,
                                    T* out,
                                    int64_t out_step) {
  using L = Lanes<T, kBytes>;
  typename L::Vector sums[kOutputs][kTaps] = {};
  for (int64_t p = 0; p < count; p += L::kCount) {
    typename L::Vector row[kOutputs];
    for (int m = 0; m < kOutputs; ++m) L::load(rows + m * row_step + p, row[m]);
    for (int t = 0; t < kTaps; ++t) {
      typename L::Vector x;
      L::load(source + offsets[t] + p, x);
      for (int m = 0; m < kOutputs; ++m) sums[m][t] += row[m] * x;
    }
  }
  for (int m = 0; m < kOutputs; ++m) {
    for (int t = 0; t < kTaps; ++t) out[m * out_step + t] += L::sum(sums[m][t]);
  }
}

template <class T, int kBytes, int kOutputs, int kTaps>
LOWLIGHT_INLINE void multiply_rows(const T* rows,
                                   int64_t row_step,
                                   const T* source,
                                   const int64_t* offsets,
                                   int64_t taps,
                                   int64_t count,
                                   T* out) {
  int64_t t = 0;
  for (; t + kTaps <= taps; t += kTaps) {
    multiply_block<T, kBytes, kOutputs, kTaps>(
        rows, row_step, source, offsets + t, count, out + t, taps);
  }
  for (; t < taps; ++t) {
    multiply_block<T, kBytes, kOutputs, 1>(
        rows, row_step, source, offsets + t, count, out + t, taps);
  }
}

template <class T, int kBytes>
LOWLIGHT_INLINE void multiply_any(const T* rows,
                                  int64_t row_step,
                                  int64_t outputs,
                                  const T* source,
                                  const int64_t* offsets,
                                  int64_t taps,
                                  int64_t count,
                                  T* out) {
  std::fill_n(out, outputs * taps, T(0));
  // Rows of this length stay in the first-level cache while all taps pass.
  constexpr int64_t kPiece = 1024;
  for (int64_t p = 0; p < count; p += kPiece) {
    const int64_t length = std::min(kPiece, count - p);
    int64_t m = 0;
    for (; m + 4 <= outputs; m += 4) {
      multiply_rows<T, kBytes, 4, 3>(
          rows + m * row_step + p, row_step, source + p, offsets, taps, length, out + m * taps);
    }
    for (; m < outputs; ++m) {
      multiply_rows<T, kBytes, 1, 9>(
          rows + m * row_step + p, row_step, source + p, offsets, taps, length, out + m * taps);
    }
  }
}

#define LOWLIGHT_SUM_ARGUMENTS(T)                                                           \
  const T *source, const int64_t *offsets, int64_t taps, const T *weights, int64_t outputs, \
      T *out, int64_t out_step, int64_t count
#define LOWLIGHT_PRODUCT_ARGUMENTS(T)                                                        \
  const T *rows, int64_t row_step, int64_t outputs, const T *source, const int64_t *offsets, \
      int64_t taps, int64_t count, T *out

template <class T>
struct TapLoops {
  void (*sum)(LOWLIGHT_SUM_ARGUMENTS(T));
  void (*multiply)(LOWLIGHT_PRODUCT_ARGUMENTS(T));
};

template <class T>
void sum_plainly(LOWLIGHT_SUM_ARGUMENTS(T)) {
  sum_any<T, 16, 8>(source, offsets, taps, weights, outputs, out, out_step, count);
}

template <class T>
void multiply_plainly(LOWLIGHT_PRODUCT_ARGUMENTS(T)) {
  multiply_any<T, 16>(rows, row_step, outputs, source, offsets, taps, count, out);
}

#if defined(__x86_64__)
template <class T>
__attribute__((target("avx2,fma"))) void sum_by_avx2(LOWLIGHT_SUM_ARGUMENTS(T)) {
  sum_any<T, 32, 8>(source, offsets, taps, weights, outputs, out, out_step, count);
}

template <class T>
__attribute__((target("avx2,fma"))) void multiply_by_avx2(LOWLIGHT_PRODUCT_ARGUMENTS(T)) {
  multiply_any<T, 32>(rows, row_step, outputs, source, offsets, taps, count, out);
}

template <class T>
__attribute__((target("avx512f"))) void sum_by_avx512(LOWLIGHT_SUM_ARGUMENTS(T)) {
  sum_any<T, 64, 16>(source, offsets, taps, weights, outputs, out, out_step, count);
}

template <class T>
__attribute__((target("avx512f"))) void multiply_by_avx512(LOWLIGHT_PRODUCT_ARGUMENTS(T)) {
  multiply_any<T, 64>(rows, row_step, outputs, source, offsets, taps, count, out);
}
#endif

template <class T>
TapLoops<T> best_loops() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return {sum_by_avx512<T>, multiply_by_avx512<T>};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return {sum_by_avx2<T>, multiply_by_avx2<T>};
#endif
  return {sum_plainly<T>, multiply_plainly<T>};
}

template <class T>
const TapLoops<T>& loops() {
  static const auto best = best_loops<T>();
  return best;
}

}  // namespace

template <class T>
void sum_taps(LOWLIGHT_SUM_ARGUMENTS(T)) {
  loops<T>().sum(source, offsets, taps, weights, outputs, out, out_step, count);
}

template <class T>
void tap_products(LOWLIGHT_PRODUCT_ARGUMENTS(T)) {
  loops<T>().multiply(rows, row_step, outputs, source, offsets, taps, count, out);
}

template void sum_taps<float>(LOWLIGHT_SUM_ARGUMENTS(float));
template void sum_taps<double>(LOWLIGHT_SUM_ARGUMENTS(double));
template void tap_products<float>(LOWLIGHT_PRODUCT_ARGUMENTS(float));
template void tap_products<double>(LOWLIGHT_PRODUCT_ARGUMENTS(double));

}  // namespace lowlight::blocks
