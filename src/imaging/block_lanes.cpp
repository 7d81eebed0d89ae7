#include "imaging/block_lanes.h"

#include <algorithm>
#include <bit>

#include "imaging/vectorise.h"

namespace lowlight::imaging {
namespace {

constexpr int64_t kSide = kBlockSide;
/// 1/x of x > 0 to 0.2 %, and some large number at 0: a guess by the exponent, then a step of
/// Newton's method. A division takes as long as all else that is done to a coefficient.
[[gnu::always_inline]] inline float rough_reciprocal(float x) {
  const float guess = std::bit_cast<float>(0x7EF311C7 - std::bit_cast<int32_t>(x));
  return guess * (2.f - x * guess);
}
// The weights of a block's columns and rows. Those of the two blocks that share one sum to 1.
constexpr float kWeights[8] = {0.125f, 0.375f, 0.625f, 0.875f, 0.875f, 0.625f, 0.375f, 0.125f};

using EightLanes = float[kSide][kLanes];
using Coefficients = float[kSide][kSide][kLanes];

// The lanes go through arrays of a known size: compilers do not vectorise loops over rows that lie
// an unknown distance apart.

[[gnu::always_inline]] inline void store(const float (&lanes)[kLanes], float* out) {
  for (int64_t i = 0; i < kLanes; ++i) out[i] = lanes[i];
}

/// The transform along the eight columns of kLanes blocks, of one row: phases at `in`, `stride`
/// apart.
[[gnu::always_inline]] inline void transform_along(const float* in,
                                                   int64_t stride,
                                                   EightLanes& out) {
  for (int64_t i = 0; i < kLanes; ++i) {
    float x[kSide];
    for (int64_t k = 0; k < kCell; ++k) {
      x[k] = in[k * stride + i];
      x[kCell + k] = in[k * stride + i + 1];
    }
    transform8(x);
    for (int64_t k = 0; k < kSide; ++k) out[k][i] = x[k];
  }
}

/// Sums of three neighbouring squares along a row of coefficients.
[[gnu::always_inline]] inline void sum_squares(const EightLanes& in, EightLanes& out) {
  for (int64_t i = 0; i < kLanes; ++i) {
    float square[kSide];
    for (int64_t k = 0; k < kSide; ++k) square[k] = in[k][i] * in[k][i];
    out[0][i] = 2 * square[0] + square[1];
    for (int64_t k = 1; k < kSide - 1; ++k) out[k][i] = square[k - 1] + square[k] + square[k + 1];
    out[7][i] = square[6] + 2 * square[7];
  }
}

/// Coefficients that sums of squares are taken of: the constant one, which is no noise, becomes
/// what makes its square the mean of its neighbours'.
[[gnu::always_inline]] inline void sum_first_squares(const Coefficients& in, EightLanes& out) {
  sum_squares(in[0], out);
  for (int64_t i = 0; i < kLanes; ++i) {
    const float stand_in = 0.5f * (in[0][1][i] * in[0][1][i] + in[1][0][i] * in[1][0][i]);
    const float change = stand_in - in[0][0][i] * in[0][0][i];
    out[0][i] += 2 * change;
    out[1][i] += change;
  }
}

/// One row of coefficients, shrunk and transformed back, added to the sums of the phases.
[[gnu::always_inline]] inline void shrink_row(int64_t u,
                                              const EightLanes& above,
                                              const EightLanes& here,
                                              const EightLanes& below,
                                              const EightLanes& thresholds,
                                              EightLanes& row) {
  for (int64_t v = u == 0 ? 1 : 0; v < kSide; ++v) {
    const auto& threshold = thresholds[std::max(u, v)];
    for (int64_t i = 0; i < kLanes; ++i) {
      const float energy = above[v][i] + here[v][i] + below[v][i];
      row[v][i] *= std::max(1.f - threshold[i] * rough_reciprocal(energy), 0.f);
    }
  }
}

[[gnu::always_inline]] inline void transform_along_back(const EightLanes& in, EightLanes& out) {
  for (int64_t i = 0; i < kLanes; ++i) {
    float x[kSide];
    for (int64_t k = 0; k < kSide; ++k) x[k] = in[k][i];
    transform8_back(x);
    for (int64_t k = 0; k < kSide; ++k) out[k][i] = x[k];
  }
}

[[gnu::always_inline]] inline void scale(const float* share, EightLanes& row) {
  for (auto& lanes : row) {
    for (int64_t i = 0; i < kLanes; ++i) lanes[i] *= share[i];
  }
}

/// For sums of nine squares.
[[gnu::always_inline]] inline void fill_thresholds(const LaneNoise& noise, EightLanes& thresholds) {
  for (size_t band = 0; band < size_t(kSide); ++band) {
    const float of_sensor = 9 * noise.thresholds.sensor[band];
    const float of_jpeg = 9 * noise.thresholds.jpeg[band];
    for (int64_t i = 0; i < kLanes; ++i)
      thresholds[band][i] = of_sensor * noise.sensor[i] + of_jpeg * noise.added[i];
  }
}

LOWLIGHT_VECTORISE
void down(const RowsOfEight& in, int64_t count, float* out, int64_t stride) {
  for (int64_t first = 0; first < count; first += kLanes) {
    EightLanes lanes;
    for (int64_t i = 0; i < kLanes; ++i) {
      float x[kSide];
      for (size_t k = 0; k < size_t(kSide); ++k) x[k] = in[k][first + i];
      transform8(x);
      for (int64_t k = 0; k < kSide; ++k) lanes[k][i] = x[k];
    }
    for (int64_t k = 0; k < kSide; ++k) store(lanes[k], out + k * stride + first);
  }
}

LOWLIGHT_VECTORISE
void shrink(const float* in,
            int64_t stride,
            const LaneNoise& noise,
            float* __restrict here,
            float* __restrict beside) {
  // Were they a multiple of 4096 bytes apart, stores to the one would hold up loads of the other.
  struct {
    Coefficients all;
    float gap[5 * kLanes];
    Coefficients squares;
  } work;
  auto &all = work.all, &squares = work.squares;
  EightLanes thresholds;
  fill_thresholds(noise, thresholds);
  for (int64_t u = 0; u < kSide; ++u) transform_along(in + u * kCell * stride, stride, all[u]);
  sum_first_squares(all, squares[0]);
  for (int64_t u = 1; u < kSide; ++u) sum_squares(all[u], squares[u]);
  for (int64_t u = 0; u < kSide; ++u) {
    shrink_row(u,
               squares[std::max<int64_t>(u - 1, 0)],
               squares[u],
               squares[std::min<int64_t>(u + 1, kSide - 1)],
               thresholds,
               all[u]);
    EightLanes back;
    if (noise.share) scale(noise.share, all[u]);
    transform_along_back(all[u], back);
    for (int64_t k = 0; k < kCell; ++k) {
      store(back[k], here + (u * kCell + k) * stride);
      store(back[kCell + k], beside + (u * kCell + k) * stride);
    }
  }
}

LOWLIGHT_VECTORISE
void up(const float* here,
        const float* beside,
        int64_t phase,
        int64_t count,
        int64_t stride,
        float* left,
        float* done) {
  const float here_weight = kWeights[phase], beside_weight = kWeights[phase + kCell];
  for (int64_t first = 0; first < count; first += kLanes) {
    EightLanes lanes;
    for (int64_t i = 0; i < kLanes; ++i) {
      float x[kSide];
      for (int64_t k = 0; k < kSide; ++k)
        x[k] = here_weight * here[k * stride + first + i] +
               beside_weight * beside[k * stride + first + i];
      transform8_back(x);
      for (int64_t k = 0; k < kSide; ++k) lanes[k][i] = kWeights[k] * x[k];
    }
    for (int64_t k = 0; k < kCell; ++k) {
      float* from_above = left + k * stride + first;
      for (int64_t i = 0; i < kLanes; ++i) lanes[k][i] += from_above[i];
      store(lanes[k], done + k * stride + first);
      store(lanes[kCell + k], from_above);
    }
  }
}

}  // namespace

void transform_down(const RowsOfEight& in, int64_t count, float* out, int64_t stride) {
  down(in, count, out, stride);
}

void shrink_lanes(
    const float* in, int64_t stride, const LaneNoise& noise, float* here, float* beside) {
  shrink(in, stride, noise, here, beside);
}

void transform_up(const float* here,
                  const float* beside,
                  int64_t phase,
                  int64_t count,
                  int64_t stride,
                  float* left,
                  float* done) {
  up(here, beside, phase, count, stride, left, done);
}

}  // namespace lowlight::imaging
