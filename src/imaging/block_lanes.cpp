#include "imaging/block_lanes.h"

#include <algorithm>

#include "imaging/calming_rule.h"
#include "lowlight/core/vectorise.h"

namespace lowlight::imaging {
namespace {

constexpr int64_t kSide = kBlockSide;

// One number of each of kLanes blocks. They are vectors, since clang 14 makes code of half the
// speed of loops over the lanes.
typedef float Lanes __attribute__((vector_size(kLanes * sizeof(float))));
typedef int32_t LaneBits __attribute__((vector_size(kLanes * sizeof(float))));
using Eight = Lanes[kSide];

// Vectors that lie anywhere in memory.
typedef Lanes LooseLanes __attribute__((aligned(4), may_alias));

[[gnu::always_inline]] inline const LooseLanes* lanes_at(const float* in) {
  return reinterpret_cast<const LooseLanes*>(in);
}

[[gnu::always_inline]] inline LooseLanes* lanes_at(float* out) {
  return reinterpret_cast<LooseLanes*>(out);
}

/// Sums of three neighbouring squares along a row of coefficients.
[[gnu::always_inline]] inline void sum_squares(const Eight& in, Eight& out) {
  Eight square;
  for (int64_t k = 0; k < kSide; ++k) square[k] = in[k] * in[k];
  out[0] = 2 * square[0] + square[1];
  for (int64_t k = 1; k < kSide - 1; ++k) out[k] = square[k - 1] + square[k] + square[k + 1];
  out[7] = square[6] + 2 * square[7];
}

[[gnu::always_inline]] inline bool is_any_set(const LaneBits& bits) {
  int32_t any = 0;
  for (int64_t lane = 0; lane < kLanes; ++lane) any |= bits[lane];
  return any != 0;
}

/// quotient ← a/b, roughly (0.2 %): a guess by the exponent, then a step of Newton's method; a
/// division takes as long as all else.
[[gnu::always_inline]] inline void divide(const Lanes& a, const Lanes& b, Lanes& quotient) {
  const Lanes guess = (Lanes)(0x7EF311C7 - (LaneBits)b);
  quotient = a * (guess * (2.f - b * guess));
}

/// value ← what is kept of it with the quotient threshold/energy, 0 where that is 1 or more.
[[gnu::always_inline]] inline void shrink_lane(const Lanes& threshold,
                                               const Lanes& energy,
                                               Lanes& value) {
  Lanes quotient, kept;
  divide(threshold, energy, quotient);
  fill_kept(quotient, kept);
  value *= energy > threshold ? kept : Lanes{};
}

/// The transforms along the columns of one row: phases at `row`, `stride` apart.
[[gnu::always_inline]] inline void transform_along(const float* row, int64_t stride, Eight& x) {
  for (int64_t k = 0; k < kCell; ++k) {
    x[k] = *lanes_at(row + k * stride);
    x[kCell + k] = *lanes_at(row + k * stride + 1);
  }
  transform8(x);
}

/// The mean over the bands of texture of their mean square over what is expected in flat blocks.
[[gnu::always_inline]] inline void fill_ratio(const Eight (&all)[kSide],
                                              const Eight& expected,
                                              Lanes& ratio) {
  ratio = Lanes{};
  for (int64_t band = kFirstTexture; band < kSide; ++band) {
    Lanes squares = all[band][band] * all[band][band];
    for (int64_t k = 0; k < band; ++k)
      squares += all[band][k] * all[band][k] + all[k][band] * all[k][band];
    Lanes quotient;
    // The quotient needs a divisor above 0.
    divide(squares, expected[band] + 1e-12f, quotient);
    ratio += quotient * (1.f / float(kTextureBands * (2 * band + 1)));
  }
}

/// Of the block `all`; for sums of nine squares.
[[gnu::always_inline]] inline void fill_thresholds(const Eight (&all)[kSide],
                                                   const LaneNoise& noise,
                                                   Eight& thresholds) {
  const auto& bands = noise.thresholds;
  Eight sensor, jpeg, expected;
  for (size_t band = 0; band < size_t(kSide); ++band) {
    sensor[band] = bands.sensor[band] * *lanes_at(noise.sensor);
    jpeg[band] = bands.jpeg[band] * *lanes_at(noise.added);
    expected[band] = sensor[band] + kJpegInTexture * jpeg[band];
  }
  Lanes ratio, share{};
  // Many a photo has no noise but JPEG's.
  if (is_any_set((LaneBits)*lanes_at(noise.sensor))) {
    fill_ratio(all, expected, ratio);
    fill_texture_share(ratio, share);
  }
  for (int64_t band = 0; band < kSide; ++band)
    thresholds[band] = 9 * (share * sensor[band] + jpeg[band]);
}

LOWLIGHT_VECTORISE
void down(const RowsOfEight& in, int64_t count, float* out, int64_t stride) {
  for (int64_t first = 0; first < count; first += kLanes) {
    Eight x;
    for (int64_t k = 0; k < kSide; ++k) x[k] = *lanes_at(in[size_t(k)] + first);
    transform8(x);
    for (int64_t k = 0; k < kSide; ++k) *lanes_at(out + k * stride + first) = x[k];
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
    Eight all[kSide];
    Lanes gap[5];
    Eight squares[kSide];
  } work;
  auto &all = work.all, &squares = work.squares;
  for (int64_t u = 0; u < kSide; ++u) {
    Eight x;
    transform_along(in + u * kCell * stride, stride, x);
    for (int64_t k = 0; k < kSide; ++k) all[u][k] = x[k];
    sum_squares(x, squares[u]);
  }
  Eight thresholds;
  fill_thresholds(all, noise, thresholds);
  // The constant coefficient, which is no noise, counts as the mean of its neighbours' squares.
  const Lanes change =
      0.5f * (all[0][1] * all[0][1] + all[1][0] * all[1][0]) - all[0][0] * all[0][0];
  squares[0][0] += 2 * change;
  squares[0][1] += change;
  for (int64_t u = 0; u < kSide; ++u) {
    const auto& above = squares[u > 0 ? u - 1 : 0];
    const auto& below = squares[u + 1 < kSide ? u + 1 : u];
    Eight x{}, energies;
    LaneBits kept{};
    for (int64_t v = 0; v < kSide; ++v) {
      energies[v] = above[v] + squares[u][v] + below[v];
      kept |= energies[v] > thresholds[u > v ? u : v];
    }
    // Many a row, most of all of fine coefficients, is noise in all lanes.
    if (u == 0 || is_any_set(kept)) {
      for (int64_t v = 0; v < kSide; ++v) {
        x[v] = all[u][v];
        if (u + v > 0) shrink_lane(thresholds[u > v ? u : v], energies[v], x[v]);
        if (noise.share) x[v] *= *lanes_at(noise.share);
      }
      transform8_back(x);
    }
    for (int64_t k = 0; k < kCell; ++k) {
      *lanes_at(here + (u * kCell + k) * stride) = x[k];
      *lanes_at(beside + (u * kCell + k) * stride) = x[kCell + k];
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
  const float here_weight = kBlockWeights[phase], beside_weight = kBlockWeights[phase + kCell];
  for (int64_t first = 0; first < count; first += kLanes) {
    Eight x;
    for (int64_t k = 0; k < kSide; ++k)
      x[k] = here_weight * *lanes_at(here + k * stride + first) +
             beside_weight * *lanes_at(beside + k * stride + first);
    transform8_back(x);
    for (int64_t k = 0; k < kCell; ++k) {
      float* from_above = left + k * stride + first;
      *lanes_at(done + k * stride + first) = kBlockWeights[k] * x[k] + *lanes_at(from_above);
      *lanes_at(from_above) = kBlockWeights[kCell + k] * x[kCell + k];
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
