#include "lowlight/training/training_state.h"

#include <torch/torch.h>

#include "lowlight/core/error.h"
#include "lowlight/io/safetensors.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::training;

TEST_CASE(
    "A state comes back with its tensors in place, its texts and the generator where it was") {
  const test::TemporaryFolder folder;
  const auto path = folder / "state.safetensors";
  torch::manual_seed(5);
  torch::rand({3});
  save_state(path, {.step = 7, .config = "{}", .tensors = {{"a", torch::arange(3)}}}, torch::kCPU);
  const auto next = torch::rand({4});

  torch::manual_seed(99);
  const auto target = torch::zeros({3}, torch::kLong);
  TrainingState state{.tensors = {{"a", target}}};
  load_state(path, state, torch::kCPU);
  CHECK(state.step == 7);
  CHECK(state.config == "{}");
  CHECK(read_state_config(path) == "{}");
  CHECK(torch::equal(target, torch::arange(3)));
  CHECK(torch::equal(torch::rand({4}), next));
}

TEST_CASE("A state of another network is refused with all differences and nothing changes") {
  const test::TemporaryFolder folder;
  const auto path = folder / "state.safetensors";
  save_state(path,
             {.step = 7, .tensors = {{"a", torch::ones({3})}, {"b", torch::ones({1})}}},
             torch::kCPU);
  const auto target = torch::zeros({2});
  TrainingState state{.tensors = {{"a", target}, {"c", torch::zeros({1})}}};
  CHECK_THROWS_WITH(load_state(path, state, torch::kCPU),
                    ContainsSubstring("a has another shape") && ContainsSubstring("c is missing") &&
                        ContainsSubstring("b is not part"));
  CHECK(state.step == 0);
  CHECK(target.sum().item<double>() == 0);

  io::write_safetensors(path, {{{"a", torch::ones({2})}}, {}});
  CHECK_THROWS_WITH(load_state(path, state, torch::kCPU),
                    ContainsSubstring("is no training state"));
}
