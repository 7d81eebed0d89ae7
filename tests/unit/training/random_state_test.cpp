#include "training/random_state.h"

#include <torch/utils.h>

#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::training;

TEST_CASE("A state that is put back gives the same numbers again") {
  torch::manual_seed(3);
  torch::rand({5});
  const auto state = random_state(torch::kCPU);
  const auto first = torch::randn({7});
  CHECK_FALSE(torch::equal(first, torch::randn({7})));
  set_random_state(state, torch::kCPU);
  CHECK(torch::equal(first, torch::randn({7})));
}

TEST_CASE(
    "A state is a copy that drawing does not change, and other tensors beside it are ignored") {
  auto state = random_state(torch::kCPU);
  REQUIRE(state.size() == 1);
  const auto before = state.at("random.cpu").clone();
  torch::rand({5});
  CHECK(torch::equal(state.at("random.cpu"), before));
  state["weights"] = torch::ones({1});
  CHECK_NOTHROW(set_random_state(state, torch::kCPU));
}
