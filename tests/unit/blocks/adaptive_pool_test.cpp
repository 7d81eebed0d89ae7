#include "lowlight/blocks/adaptive_pool.h"

#include <torch/autograd.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <array>
#include <vector>

#include "support/catch.h"

using lowlight::blocks::adaptive_average;

namespace {

class Deterministic {
 public:
  Deterministic() { at::globalContext().setDeterministicAlgorithms(true, false); }
  ~Deterministic() { at::globalContext().setDeterministicAlgorithms(false, false); }
};

}  // namespace

TEST_CASE("Pooling to a size is the same, with its gradient, where it must be deterministic") {
  torch::manual_seed(1);
  for (const auto& [height, width, rows, columns] : std::vector<std::array<int64_t, 4>>{
           {32, 24, 8, 6}, {33, 7, 3, 3}, {3, 3, 3, 3}, {5, 4, 1, 1}, {2, 3, 5, 7}, {1, 1, 2, 2}}) {
    CAPTURE(height, width, rows, columns);
    const auto x = torch::randn({2, 3, height, width}, torch::kDouble).requires_grad_();
    const auto weights = torch::randn({2, 3, rows, columns}, torch::kDouble);
    const auto plain = adaptive_average(x, rows, columns);
    const auto slope = torch::autograd::grad({(plain * weights).sum()}, {x})[0];
    const Deterministic deterministic;
    const auto same = adaptive_average(x, rows, columns);
    CHECK(torch::allclose(same, plain, 1e-12, 1e-12));
    const auto same_slope = torch::autograd::grad({(same * weights).sum()}, {x})[0];
    CHECK(torch::allclose(same_slope, slope, 1e-12, 1e-12));
  }
}
