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
  uint64_t bits();
  /// Uniform in [0, 1), 53 bits.
  double uniform();
  /// Uniform in [low, high).
  double uniform(double low, double high);
  /// Normal with mean 0 and variance 1 (Box and Muller 1958).
  double normal();
  /// Uniform in {0, …, count − 1}; 0 where count < 2.
  int64_t below(int64_t count);
  /// True with probability p.
  bool chance(double p);
  /// A permutation of {0, …, count − 1} (Fisher and Yates).
  std::vector<int64_t> permutation(int64_t count);

 private:
  uint64_t state_;
};

}  // namespace lowlight
