// Random numbers that are a function of (seed, epoch, index): the same on every machine, for any
// number of workers.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <vector>

namespace lowlight {

/// A stream of random numbers addressed by a key, for example {seed, epoch, sample index}. Equal
/// keys give equal streams; the state is one 64-bit counter hashed by SplitMix64 (Steele, Lea,
/// Flood 2014), so no number depends on a standard library's distributions.
class RandomStream {
 public:
  explicit RandomStream(std::initializer_list<uint64_t> key);

  /// The next 64 random bits.
  uint64_t bits() { return mixed(state_ += kGoldenGamma); }
  /// Uniform in [0, 1), 53 bits.
  double uniform() { return double(bits() >> 11) * 0x1.0p-53; }
  /// Uniform in [low, high).
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Normal with mean 0 and variance 1 (Box and Muller 1958).
  double normal();
  /// Uniform in {0, …, count − 1}; 0 where count < 2.
  int64_t below(int64_t count) { return count < 2 ? 0 : int64_t(uniform() * double(count)); }
  /// True with probability p.
  bool chance(double p) { return uniform() < p; }
  /// A permutation of {0, …, count − 1} (Fisher and Yates).
  std::vector<int64_t> permutation(int64_t count);

 private:
  static constexpr uint64_t kGoldenGamma = 0x9E3779B97F4A7C15u;

  static uint64_t mixed(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }

  uint64_t state_;
};

}  // namespace lowlight
