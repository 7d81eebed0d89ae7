#include "lowlight/core/random.h"

#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace lowlight {
RandomStream::RandomStream(std::initializer_list<uint64_t> key) : state_(0) {
  for (const uint64_t part : key)
    state_ = mixed(state_ + kGoldenGamma + mixed(part + kGoldenGamma));
}

double RandomStream::normal() {
  const double radius = std::sqrt(-2 * std::log(1 - uniform()));
  return radius * std::cos(2 * std::numbers::pi * uniform());
}

std::vector<int64_t> RandomStream::permutation(int64_t count) {
  std::vector<int64_t> order(size_t(count > 0 ? count : 0));
  std::iota(order.begin(), order.end(), int64_t{0});
  for (int64_t i = count - 1; i > 0; --i) std::swap(order[size_t(i)], order[size_t(below(i + 1))]);
  return order;
}

}  // namespace lowlight
