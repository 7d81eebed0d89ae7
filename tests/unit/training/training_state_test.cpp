#include "training/training_state.h"

#include <torch/types.h>
#include <torch/utils.h>

#include "lowlight/core/atomic_file.h"
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
  save_state(path, {{.step = 7}, "{}", {{"a", torch::arange(3)}}}, torch::kCPU);
  const auto next = torch::rand({4});

  torch::manual_seed(99);
  const auto saved = read_state(path);
  CHECK(saved.progress.step == 7);
  CHECK(saved.config == "{}");
  io::NamedTensors target{{"a", torch::zeros({3}, torch::kLong)}};
  restore_state(saved, "x", target, torch::kCPU);
  CHECK(torch::equal(target.at("a"), torch::arange(3)));
  CHECK(torch::equal(torch::rand({4}), next));
}

TEST_CASE("A state of another network is refused with all differences and nothing changes") {
  const test::TemporaryFolder folder;
  const auto path = folder / "state.safetensors";
  save_state(path, {{}, "", {{"a", torch::ones({3})}, {"b", torch::ones({1})}}}, torch::kCPU);
  io::NamedTensors target{{"a", torch::zeros({2})}, {"c", torch::zeros({1})}};
  CHECK_THROWS_WITH(restore_state(read_state(path), "x", target, torch::kCPU),
                    ContainsSubstring("a has another shape") && ContainsSubstring("c is missing") &&
                        ContainsSubstring("b is not part"));
  CHECK(target.at("a").sum().item<double>() == 0);

  io::write_safetensors(path, {{{"a", torch::ones({2})}}, {}});
  CHECK_THROWS_WITH(read_state(path), ContainsSubstring("is no training state"));
}

TEST_CASE("A changed bit anywhere is found or changes nothing") {
  const test::TemporaryFolder folder;
  const auto path = folder / "state.safetensors", changed = folder / "changed.safetensors";
  save_state(path, {{.step = 7}, "{}", {{"a", torch::arange(3)}}}, torch::kCPU);
  const auto bytes = read_file(path);
  const auto whole = read_state(path);
  int found = 0;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    auto broken = bytes;
    broken[i] ^= uint8_t(1 << (i % 8));
    write_file_atomically(changed, broken);
    try {
      const auto state = read_state(changed);
      CHECK(state.progress.step == 7);
      CHECK(state.tensors.size() == whole.tensors.size());
      for (const auto& [name, tensor] : whole.tensors)
        CHECK(torch::equal(tensor, state.tensors.at(name)));
    } catch (const CheckpointError&) {
      ++found;
    }
  }
  CHECK(found > int(bytes.size() / 3) - 5);
}
