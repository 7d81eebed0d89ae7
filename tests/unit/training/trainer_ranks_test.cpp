// Training by several ranks is training by one.
#include <torch/nn/modules/linear.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <algorithm>
#include <map>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/line_task.h"
#include "support/temporary_folder.h"
#include "support/thread_ranks.h"

using namespace lowlight;
using namespace lowlight::training;
using test::on_ranks;
using test::Recorder;
using test::TemporaryFolder;

namespace {

constexpr int64_t kSteps = 50;

/// A loss with all that tells parts from a batch: a mean, a term over pairs of samples of the whole
/// batch, a sum over samples that few have divided by their number, and a layer that few samples
/// reach. Sample `broken` holds a NaN.
struct CrossTask : Task {
  explicit CrossTask(int64_t the_broken = -1) : broken(the_broken) {
    // By hand: threads that make tasks at once share one generator.
    RandomStream random{7};
    for (auto& layer :
         {both.register_module("first", first.ptr()), both.register_module("rare", rare.ptr())}) {
      for (auto& parameter : layer->parameters()) {
        const torch::NoGradGuard no_gradients;
        for (int64_t i = 0; i < parameter.numel(); ++i)
          parameter.view(-1)[i] = random.uniform(-0.5, 0.5);
      }
    }
  }
  torch::nn::Module& network() override { return both; }
  Sample sample(int64_t n) const override {
    RandomStream random{uint64_t(n)};
    auto x = torch::empty({4});
    for (int64_t i = 0; i < 4; ++i) x[i] = random.uniform(-1, 1);
    if (n == broken) x[2] = test::kBadNumber;
    return {{{"x", x}, {"rare", torch::tensor(n % 7 == 3)}}, {"file " + std::to_string(n)}, {}};
  }
  std::vector<LossTerm> losses(const Batch& batch) override {
    const auto& x = batch.tensors.at("x");
    const auto y = first(x);
    const auto all = gathered(y, batch.part);
    const auto apart = (all.unsqueeze(0) - all.unsqueeze(1)).abs().sum({0, 1, 2}) / all.size(0);
    const auto few = batch.tensors.at("rare").nonzero().flatten();
    const auto count = total_over_batch(few.numel(), batch.part);
    LossTerm rarely{"rare", torch::zeros({}), "none in the batch", ""};
    if (count > 0) rarely = {"rare", torch::zeros({}), "", ""};
    if (few.numel() > 0)
      rarely.value =
          rare(x.index_select(0, few)).square().sum() / (batch.part.share * double(count));
    return {{"near", (y - x.sum(1, true)).square().mean(), "", ""},
            {"apart", 0.1 * (-apart).exp(), "", ""},
            rarely};
  }
  Preview preview(const Batch& batch) override {
    const auto grey = batch.tensors.at("x").mean().abs().expand({1, 3, 16, 16});
    return {.input = grey,
            .output = grey,
            .target = 0.9 * grey,
            .well_lit = grey,
            .well_lit_output = grey};
  }
  int64_t validation_size() const override { return 5; }
  Sample validation_sample(int64_t n) const override { return sample(100'000 + n); }
  io::CheckpointInfo info() const override { return {"cross", "{}", 0, "", "none"}; }

  int64_t broken;
  torch::nn::Linear first{4, 3}, rare{4, 1};
  torch::nn::Module both;
};

TrainerOptions options_of(int64_t batch, int64_t accumulate = 1) {
  auto options = test::options(kSteps, 0);
  options.batch = batch;
  options.accumulate = accumulate;
  options.checkpoint_every = 25;
  return options;
}

struct Trained {
  std::vector<TrainReport> reports;
  std::vector<Recorder> told;
  std::vector<std::vector<at::Tensor>> weights;  // of each rank
  std::vector<int64_t> most;                     // the greatest sample each rank made
};

Trained trained(int64_t ranks,
                const TrainerOptions& options,
                const std::filesystem::path& folder,
                int64_t broken = -1,
                bool resume = false) {
  Trained result;
  result.reports.resize(size_t(ranks));
  result.told.resize(size_t(ranks));
  result.weights.resize(size_t(ranks));
  std::filesystem::create_directories(folder);
  on_ranks(ranks, [&](const Ranks& group) {
    const auto r = size_t(group.rank());
    CrossTask task(broken);
    result.reports[r] = train(
        task,
        options,
        {.folder = folder, .resume = resume, .observers = {&result.told[r]}, .ranks = &group});
    for (const auto& weight : task.network().parameters())
      result.weights[r].push_back(weight.detach().clone());
  });
  return result;
}

double difference(const std::vector<at::Tensor>& a, const std::vector<at::Tensor>& b) {
  double most = 0;
  for (size_t i = 0; i < a.size(); ++i)
    most = std::max(most, (a[i] - b[i]).abs().max().item<double>());
  return most;
}

/// Single precision, where every step sums the same numbers in another order.
constexpr double kRounding = 2e-5;

}  // namespace

TEST_CASE(
    "1 × 8, 2 × 4, 4 × 2 and ranks with unequal parts end with the same weights and figures") {
  const TemporaryFolder folder;
  const auto one = trained(1, options_of(8), folder / "1");
  const auto& figures = one.told[0].validations.back();
  CHECK(figures.loss < 0.5 * one.told[0].steps.front().loss);
  for (const int64_t ranks : {2, 3, 4, 8}) {
    INFO(ranks << " ranks");
    const auto several = trained(ranks, options_of(8), folder / std::to_string(ranks));
    for (const auto& weights : several.weights) {
      CHECK(difference(weights, several.weights[0]) == 0);  // on all ranks, to the bit
      CHECK(difference(weights, one.weights[0]) < kRounding);
    }
    REQUIRE(several.told[0].steps.size() == kSteps);
    for (size_t i = 0; i < kSteps; ++i) {
      const auto &step = several.told[0].steps[i], &wanted = one.told[0].steps[i];
      CHECK(step.loss == Approx(wanted.loss).epsilon(1e-4));
      CHECK(step.gradient_norm == Approx(wanted.gradient_norm).epsilon(1e-3));
    }
    const auto& found = several.told[0].validations.back();
    CHECK(found.samples == figures.samples);
    CHECK(found.loss == Approx(figures.loss).epsilon(1e-4));
    REQUIRE(found.metrics.size() == figures.metrics.size());
    for (size_t i = 0; i < figures.metrics.size(); ++i) {
      INFO(figures.metrics[i].first);
      CHECK(found.metrics[i].first == figures.metrics[i].first);
      CHECK(found.metrics[i].second == Approx(figures.metrics[i].second).epsilon(1e-6));
    }
    for (size_t r = 1; r < several.told.size(); ++r) {
      CHECK(several.told[r].steps.empty());
      CHECK(several.told[r].checkpoints.empty());
    }
  }
}

TEST_CASE("A batch in parts is divided among ranks part by part") {
  const TemporaryFolder folder;
  const auto one = trained(1, options_of(8, 2), folder / "1");
  const auto two = trained(2, options_of(8, 2), folder / "2");
  CHECK(difference(one.weights[0], two.weights[1]) < kRounding);
  CHECK(difference(one.weights[0], trained(1, options_of(8), folder / "0").weights[0]) > kRounding);
}

TEST_CASE("A run goes on with another number of ranks in the one order, and says so") {
  const TemporaryFolder folder;
  auto half = options_of(8);
  half.steps = 25;
  half.schedule.shape = RateShape::constant;
  auto full = half;
  full.steps = kSteps;
  const auto undisturbed = trained(1, full, folder / "undisturbed");
  for (const auto& [before, after] : {std::pair<int64_t, int64_t>{2, 4}, {4, 2}, {3, 1}}) {
    INFO(before << " ranks, then " << after);
    const auto parts = folder / ("parts" + std::to_string(before));
    trained(before, half, parts);
    const auto others = trained(after, full, parts, -1, /*resume=*/true);
    CHECK(others.told[0].started == 25);
    CHECK(difference(others.weights[0], undisturbed.weights[0]) < kRounding);
    REQUIRE(others.told[0].warnings.size() == 1);
    CHECK_THAT(
        others.told[0].warnings[0],
        ContainsSubstring(std::to_string(before)) && ContainsSubstring(std::to_string(after)));
    for (size_t r = 1; r < others.told.size(); ++r) CHECK(others.told[r].warnings.empty());
  }
}

TEST_CASE("Interrupted and resumed by as many ranks a run ends with the same weights") {
  const TemporaryFolder folder;
  auto options = options_of(6);
  options.steps = 8;
  trained(3, options, folder / "whole");
  std::vector<Outcome> outcomes(3);
  std::filesystem::create_directory(folder / "parts");
  on_ranks(3, [&](const Ranks& ranks) {
    CrossTask task;
    int64_t asked = 0;
    // The wish comes to one rank alone.
    const auto stop = [&] { return ranks.rank() == 1 && ++asked == 3; };
    outcomes[size_t(ranks.rank())] =
        train(task, options, {.folder = folder / "parts", .should_stop = stop, .ranks = &ranks})
            .outcome;
  });
  CHECK(std::ranges::count(outcomes, Outcome::interrupted) == 3);
  trained(3, options, folder / "parts", -1, /*resume=*/true);
  // States are not compared: they hold LibTorch's generator, which ranks that are threads share.
  CHECK(read_file(folder / "whole/weights.safetensors") ==
        read_file(folder / "parts/weights.safetensors"));
}

TEST_CASE("What is not finite on one rank stops all, and rank and photo are named") {
  const TemporaryFolder folder;
  const auto result = trained(2, options_of(8), folder.path(), 16 + 5);  // in the third batch
  for (const auto& report : result.reports) {
    CHECK(report.outcome == Outcome::diverged);
    CHECK(report.step == 3);
  }
  REQUIRE(result.told[0].events.size() == 1);
  const auto& event = result.told[0].events[0];
  CHECK(event.rank == 1);
  CHECK(event.culprits == std::vector<std::string>{"batch tensor x"});
  CHECK(event.files == std::vector<std::string>{"file 20", "file 21", "file 22", "file 23"});
  CHECK(event.diagnosis.reproduced);
  CHECK(std::filesystem::exists(event.capsule));
  CHECK(result.told[1].events.empty());
  CHECK_THAT(result.reports[0].summary(), ContainsSubstring("process 1"));
}

TEST_CASE("A step that is not finite on one rank is skipped, or taken back, by all") {
  for (const auto action : {OnNonFinite::skip, OnNonFinite::rollback}) {
    const TemporaryFolder folder;
    auto options = options_of(8);
    options.steps = 6;
    options.on_nonfinite = action;
    options.nonfinite_limit = 2;
    const auto one = trained(1, options, folder / "1", 21);
    const auto two = trained(2, options, folder / "2", 21);
    CHECK(two.reports[0].outcome == one.reports[0].outcome);
    CHECK(two.reports[1].outcome == one.reports[0].outcome);
    CHECK(two.reports[1].skipped == one.reports[0].skipped);
    CHECK(two.reports[1].rollbacks == one.reports[0].rollbacks);
    CHECK(difference(two.weights[0], two.weights[1]) == 0);
    CHECK(difference(two.weights[0], one.weights[0]) < kRounding);
  }
}

TEST_CASE("A gradient that is not finite on one rank is found there") {
  struct InfiniteSlope : CrossTask {
    std::vector<LossTerm> losses(const Batch& batch) override {
      auto terms = CrossTask::losses(batch);
      if (batch.files.back() == "file 15")
        terms[0].value = terms[0].value + (0 * first->weight.sum()).sqrt();
      return terms;
    }
  };
  const TemporaryFolder folder;
  Recorder told;
  on_ranks(2, [&](const Ranks& ranks) {
    InfiniteSlope task;
    Recorder silent;
    train(task,
          options_of(8),
          {.folder = folder.path(),
           .observers = {ranks.rank() == 0 ? &told : &silent},
           .ranks = &ranks});
  });
  REQUIRE(told.events.size() == 1);
  CHECK(told.events[0].step == 2);
  CHECK(told.events[0].rank == 1);
  CHECK(told.events[0].culprits == std::vector<std::string>{"gradient of first.weight"});
  CHECK(told.events[0].files.back() == "file 15");
}
