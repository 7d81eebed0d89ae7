// How the trainer's settings of the update work together, seen through train().
#include <ATen/Context.h>
#include <ATen/autocast_mode.h>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/line_task.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::training;
using test::LineTask;
using test::options;
using test::Recorder;

namespace {

/// Without dropout: a batch in parts draws other random numbers than a whole one.
struct SmoothTask : LineTask {
  std::vector<LossTerm> losses(const Batch& batch) override {
    network().eval();
    return LineTask::losses(batch);
  }
};

struct Result {
  Recorder recorder;
  at::Tensor weight;
};

template <class AnyTask = SmoothTask>
Result trained(const TrainerOptions& options) {
  const test::TemporaryFolder folder;
  AnyTask task;
  Result result;
  train(task, options, {.folder = folder.path(), .observers = {&result.recorder}});
  result.weight = task.network().parameters()[0].detach().clone();
  return result;
}

}  // namespace

TEST_CASE("A batch in parts makes the steps of the whole one") {
  auto whole = options(10);
  whole.batch = 6;
  auto parts = whole;
  parts.accumulate = 3;
  const auto one = trained(whole), three = trained(parts);
  CHECK(torch::allclose(one.weight, three.weight, 1e-5, 1e-6));
  for (size_t i = 0; i < 10; ++i) {
    const auto &a = one.recorder.steps[i], &b = three.recorder.steps[i];
    CHECK(b.loss == Approx(a.loss).epsilon(1e-4));
    CHECK(b.gradient_norm == Approx(a.gradient_norm).epsilon(1e-4));
    CHECK(b.remarks == a.remarks);
  }
  auto smaller = whole;
  smaller.batch = 2;
  CHECK_FALSE(torch::allclose(trained(smaller).weight, one.weight, 1e-3));
}

TEST_CASE("A ramp weighs its term step by step in loss and update") {
  auto still = options(6);
  still.schedule.learning_rate = 0;
  auto ramped = still;
  ramped.loss_weights = {"error 0 1 4"};
  const auto plain = trained(still).recorder.steps, slow = trained(ramped).recorder.steps;
  for (size_t i = 0; i < 6; ++i) {
    const double factor = std::min(1.0, double(i) / 4);
    CHECK(slow[i].loss == Approx(factor * plain[i].loss));
    CHECK(slow[i].gradient_norm == Approx(factor * plain[i].gradient_norm));
  }
  ramped.loss_weights = {"eror 0 1 3"};
  CHECK_THROWS_WITH(trained(ramped), ContainsSubstring("did you mean 'error'?"));
}

TEST_CASE("Each shape of the rate is what steps are made and reported with") {
  auto steps = options(8);
  steps.schedule.shape = RateShape::step;
  steps.schedule.every = 2;
  const auto reports = trained(steps).recorder.steps;
  for (size_t i = 0; i < 8; ++i)
    CHECK(reports[i].learning_rate == Approx(0.05 * std::pow(0.5, double(i / 2))));
}

TEST_CASE("The rate falls where the held-out loss does not and the same after a stop and resume") {
  auto watched = options(12);
  watched.checkpoint_every = 1;
  watched.schedule = {.learning_rate = 1e-12, .shape = RateShape::plateau, .patience = 2};
  const auto whole = trained(watched).recorder.steps;
  CHECK(whole.front().learning_rate == 1e-12);
  CHECK(whole.back().learning_rate < 0.1 * whole.front().learning_rate);

  const test::TemporaryFolder folder;
  Recorder parts;
  for (const int64_t stop : {5, 12}) {
    SmoothTask task;
    train(
        task,
        watched,
        {.folder = folder.path(), .resume = stop == 12, .observers = {&parts}, .should_stop = [&] {
           return parts.steps.back().step == stop;
         }});
  }
  REQUIRE(parts.steps.size() == whole.size());
  for (size_t i = 0; i < whole.size(); ++i)
    CHECK(parts.steps[i].learning_rate == whole[i].learning_rate);
}

TEST_CASE("A plateau needs held-out samples") {
  struct NoHeldOut : LineTask {
    int64_t validation_size() const override { return 0; }
  };
  auto watched = options(2);
  watched.schedule.shape = RateShape::plateau;
  CHECK_THROWS_AS(trained<NoHeldOut>(watched), ConfigError);
}

TEST_CASE("Products in bfloat16 train nearly as those in float32 and weights stay float32") {
  auto reduced = options(30);
  reduced.precision = Precision::bfloat16;
  const auto exact = trained(options(30)), rounded = trained(reduced);
  CHECK(rounded.weight.scalar_type() == torch::kFloat);
  CHECK_FALSE(torch::equal(exact.weight, rounded.weight));
  CHECK(torch::allclose(exact.weight, rounded.weight, 0.05, 0.05));
  CHECK(rounded.recorder.validations.back().loss < rounded.recorder.validations.front().loss);
  CHECK_FALSE(at::autocast::is_autocast_enabled(at::kCPU));
}

TEST_CASE("Deterministic operations are asked for while a run lasts and only then") {
  struct Asking : SmoothTask {
    std::vector<LossTerm> losses(const Batch& batch) override {
      seen = at::globalContext().deterministicAlgorithms();
      return SmoothTask::losses(batch);
    }
    bool seen = false;
  };
  for (const bool wanted : {true, false}) {
    const test::TemporaryFolder folder;
    Asking task;
    auto settings = options(1);
    settings.deterministic = wanted;
    train(task, settings, {.folder = folder.path()});
    CHECK(task.seen == wanted);
    CHECK_FALSE(at::globalContext().deterministicAlgorithms());
  }
}
