// What several ranks learn from their parts of a batch is what one learns from all of it.
#include <torch/nn/module.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <algorithm>

#include "support/catch.h"
#include "support/temporary_folder.h"
#include "support/thread_ranks.h"
#include "support/tiny_tasks.h"

using namespace lowlight;
using lowlight::test::on_ranks;
using lowlight::test::TemporaryFolder;
using training::Batch;

namespace {

constexpr double kRounding = 2e-4;

using Tasks = std::vector<std::unique_ptr<Task>>;

/// Samples first … last − 1, the neutral ones and those with an empty mask as the test wants them.
Batch batch_of(const Task& task, int64_t first, int64_t last) {
  std::vector<Sample> samples;
  for (int64_t n = first; n < last; ++n) {
    auto sample = task.sample(n);
    if (sample.tensors.contains("neutral"))
      sample.tensors["neutral"] = torch::tensor(n == 0 || n >= 4);  // no look on the last rank
    if (sample.tensors.contains("mask") && n == 4) sample.tensors["mask"].zero_();
    samples.push_back(sample);
  }
  return training::stacked(samples);
}

struct Learned {
  std::vector<LossTerm> terms;
  std::vector<at::Tensor> gradients;  // undefined where there is none
};

Learned learned(Task& task, const Batch& batch) {
  task.trained().eval();
  Learned result{task.losses(batch), {}};
  (batch.part.share * training::total_of(result.terms)).backward();
  for (const auto& parameter : task.trained().parameters())
    result.gradients.push_back(parameter.grad());
  return result;
}

void copy_weights(Task& from, Task& to) {
  const torch::NoGradGuard no_gradients;
  const auto weights = from.trained().parameters();
  const auto copies = to.trained().parameters();
  for (size_t i = 0; i < weights.size(); ++i) copies[i].detach().copy_(weights[i]);
}

void check_same(const Learned& whole,
                const std::vector<Learned>& parts,
                const std::vector<double>& shares) {
  for (size_t t = 0; t < whole.terms.size(); ++t) {
    INFO(whole.terms[t].name);
    double value = 0;
    for (size_t r = 0; r < parts.size(); ++r) {
      value += shares[r] * parts[r].terms[t].value.item<double>();
      CHECK(parts[r].terms[t].skipped == whole.terms[t].skipped);
    }
    CHECK(value == Approx(whole.terms[t].value.item<double>()).epsilon(kRounding).margin(1e-7));
  }
  double greatest = 0;
  for (const auto& gradient : whole.gradients) {
    if (gradient.defined()) greatest = std::max(greatest, gradient.norm().item<double>());
  }
  for (size_t i = 0; i < whole.gradients.size(); ++i) {
    at::Tensor sum;
    for (const auto& part : parts) {
      if (!part.gradients[i].defined()) continue;
      sum = sum.defined() ? sum + part.gradients[i] : part.gradients[i];
    }
    REQUIRE(sum.defined() == whole.gradients[i].defined());
    if (!sum.defined()) continue;
    const auto size = whole.gradients[i].norm().item<double>();
    // A bias before an instance norm has no gradient but rounding.
    CHECK((sum - whole.gradients[i]).norm().item<double>() <= kRounding * (size + 0.1 * greatest));
  }
}

}  // namespace

TEST_CASE("Every task's terms and gradients of a batch are those of its parts on ranks") {
  const TemporaryFolder folder;
  torch::manual_seed(1);
  auto whole_tasks = test::tiny_tasks(folder.path());
  std::vector<Tasks> rank_tasks;
  for (int r = 0; r < 3; ++r) rank_tasks.push_back(test::tiny_tasks(folder.path()));
  const std::vector<int64_t> begin = {0, 2, 4, 5};  // an odd remainder: 2, 2 and 1
  const std::vector<double> shares = {0.4, 0.4, 0.2};
  for (size_t k = 0; k < whole_tasks.size(); ++k) {
    auto& task = *whole_tasks[k];
    INFO("task " << k << ", " << task.info().network);
    const auto whole = learned(task, batch_of(task, 0, 5));
    std::vector<Learned> parts(3);
    for (auto& tasks : rank_tasks) copy_weights(task, *tasks[k]);
    on_ranks(3, [&](const Ranks& ranks) {
      const auto r = size_t(ranks.rank());
      auto batch = batch_of(*rank_tasks[r][k], begin[r], begin[r + 1]);
      batch.part = {&ranks, shares[r]};
      parts[r] = learned(*rank_tasks[r][k], batch);
    });
    check_same(whole, parts, shares);
  }
}
