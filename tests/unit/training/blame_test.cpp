#include "training/blame.h"

#include <torch/types.h>

#include "support/catch.h"
#include "support/thread_ranks.h"

using namespace lowlight;
using namespace lowlight::training;
using lowlight::test::on_ranks;

namespace {

/// A step of two parts, as many samples in each as the rank's number and one more.
std::vector<Batch> parts_of_rank(int64_t rank) {
  const std::string name = "rank " + std::to_string(rank);
  return {{{{"x", torch::full({rank + 1, 2}, double(rank))}}, {name + ", 1", "\xff\n"}, {"x"}},
          {{{"x", torch::ones({rank + 1, 2}, torch::kByte)}}, {name + ", 2"}, {"x"}}};
}

Step step_of_rank(int64_t rank) {
  Step step;
  step.number = 5;
  step.part = size_t(rank > 0);
  step.random.assign(2, {{"random.cpu", torch::full({3}, rank, torch::kByte)}});
  if (rank > 0) step.culprits = {"gradient of a", "of rank " + std::to_string(rank)};
  return step;
}

}  // namespace

TEST_CASE("Alone a process is to blame itself") {
  const auto blamed = step_to_blame(alone(), parts_of_rank(1), step_of_rank(1));
  CHECK(blamed.rank == 0);
  CHECK(blamed.parts[1].files == std::vector<std::string>{"rank 1, 2"});
  CHECK(blamed.step.culprits.size() == 2);
}

TEST_CASE("Every rank gets the step of the first that names a culprit") {
  std::vector<RankStep> found(3);
  on_ranks(3, [&](const Ranks& ranks) {
    const auto r = ranks.rank();
    found[size_t(r)] = step_to_blame(ranks, parts_of_rank(r), step_of_rank(r));
  });
  for (const auto& blamed : found) {
    CHECK(blamed.rank == 1);
    CHECK(blamed.step.number == 5);
    CHECK(blamed.step.part == 1);
    CHECK(blamed.step.culprits == step_of_rank(1).culprits);
    CHECK(blamed.step.random[1].at("random.cpu")[0].item<int>() == 1);
    for (size_t i = 0; i < 2; ++i) {
      const auto wanted = parts_of_rank(1)[i];
      CHECK(torch::equal(blamed.parts[i].tensors.at("x"), wanted.tensors.at("x")));
      CHECK(blamed.parts[i].tensors.at("x").scalar_type() == wanted.tensors.at("x").scalar_type());
      CHECK(blamed.parts[i].files == wanted.files);
      CHECK(blamed.parts[i].masks == wanted.masks);
    }
  }
}
