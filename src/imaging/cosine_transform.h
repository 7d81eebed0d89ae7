// The orthonormal cosine transform of eight numbers, the one of JPEG.
#pragma once

#include <cstdint>

namespace lowlight::imaging {

/// Numbers on a side of a block.
inline constexpr int64_t kBlockSide = 8;

/// ½·cos(kπ/16). The constant's factor √⅛ is that of k = 4.
inline constexpr float kCosine[8] = {0.5f,
                                     0.490392640f,
                                     0.461939766f,
                                     0.415734806f,
                                     0.353553391f,
                                     0.277785117f,
                                     0.191341716f,
                                     0.097545161f};

/// x[k] ← Σ_i s_k·cos((2i + 1)kπ/16)·x[i], s₀ = √⅛, the other s_k = ½. Inlined, so that a loop over
/// many eights becomes vector instructions.
template <class T>
[[gnu::always_inline]] inline void transform8(T (&x)[8]) {
  constexpr auto& c = kCosine;
  const T s0 = x[0] + x[7], s1 = x[1] + x[6], s2 = x[2] + x[5], s3 = x[3] + x[4];
  const T d0 = x[0] - x[7], d1 = x[1] - x[6], d2 = x[2] - x[5], d3 = x[3] - x[4];
  const T outer = s0 + s3, inner = s1 + s2;
  x[0] = c[4] * (outer + inner);
  x[4] = c[4] * (outer - inner);
  x[2] = c[2] * (s0 - s3) + c[6] * (s1 - s2);
  x[6] = c[6] * (s0 - s3) - c[2] * (s1 - s2);
  x[1] = c[1] * d0 + c[3] * d1 + c[5] * d2 + c[7] * d3;
  x[3] = c[3] * d0 - c[7] * d1 - c[1] * d2 - c[5] * d3;
  x[5] = c[5] * d0 - c[1] * d1 + c[7] * d2 + c[3] * d3;
  x[7] = c[7] * d0 - c[5] * d1 + c[3] * d2 - c[1] * d3;
}

/// The inverse, which is the transpose.
template <class T>
[[gnu::always_inline]] inline void transform8_back(T (&x)[8]) {
  constexpr auto& c = kCosine;
  const T even = c[4] * (x[0] + x[4]), odd = c[4] * (x[0] - x[4]);
  const T outer = c[2] * x[2] + c[6] * x[6], inner = c[6] * x[2] - c[2] * x[6];
  const T s0 = even + outer, s3 = even - outer, s1 = odd + inner, s2 = odd - inner;
  const T d0 = c[1] * x[1] + c[3] * x[3] + c[5] * x[5] + c[7] * x[7];
  const T d1 = c[3] * x[1] - c[7] * x[3] - c[1] * x[5] - c[5] * x[7];
  const T d2 = c[5] * x[1] - c[1] * x[3] + c[7] * x[5] + c[3] * x[7];
  const T d3 = c[7] * x[1] - c[5] * x[3] + c[3] * x[5] - c[1] * x[7];
  x[0] = s0 + d0, x[7] = s0 - d0;
  x[1] = s1 + d1, x[6] = s1 - d1;
  x[2] = s2 + d2, x[5] = s2 - d2;
  x[3] = s3 + d3, x[4] = s3 - d3;
}

}  // namespace lowlight::imaging
