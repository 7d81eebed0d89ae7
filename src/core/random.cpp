#include "lowlight/core/random.h"

#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace lowlight {
namespace {

constexpr uint64_t kGoldenGamma = 0x9E3779B97F4A7C15u;

uint64_t mixed(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

}  // namespace

RandomStream::RandomStream(std::initializer_list<uint64_t> key) : state_(0) {
  for (const uint64_t part : key)
    state_ = mixed(state_ + kGoldenGamma + mixed(part + kGoldenGamma));
}

uint64_t RandomStream::bits() { return mixed(state_ += kGoldenGamma); }

double RandomStream::uniform() { return double(bits() >> 11) * 0x1.0p-53; }

double RandomStream::uniform(double low, double high) { return low + (high - low) * uniform(); }

double RandomStream::normal() {
  const double radius = std::sqrt(-2 * std::log(1 - uniform()));
  return radius * std::cos(2 * std::numbers::pi * uniform());
}

int64_t RandomStream::below(int64_t count) {
  return count < 2 ? 0 : int64_t(uniform() * double(count));
}

bool RandomStream::chance(double p) { return uniform() < p; }

std::vector<int64_t> RandomStream::permutation(int64_t count) {
  std::vector<int64_t> order(size_t(count > 0 ? count : 0));
  std::iota(order.begin(), order.end(), int64_t{0});
  for (int64_t i = count - 1; i > 0; --i) std::swap(order[size_t(i)], order[size_t(below(i + 1))]);
  return order;
}

}  // namespace lowlight
