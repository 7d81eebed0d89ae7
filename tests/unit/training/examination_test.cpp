// The doctor in the loop: src/training/examination.h, seen through train().
#include <ATen/autocast_mode.h>
#include <torch/utils.h>

#include <cmath>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/line_task.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::training;
using test::LineTask;
using test::options;
using test::Recorder;
using test::result_in;

namespace {

/// Takes the logarithm of a negative number where a sample is marked.
struct LogTask : LineTask {
  Sample sample(int64_t n) const override {
    auto sample = LineTask::sample(n);
    if (n == 13) sample.tensors["x"] = torch::full({4}, 1000.f);
    return sample;
  }
  std::vector<LossTerm> losses(const Batch& batch) override {
    auto terms = LineTask::losses(batch);
    const auto largest = batch.tensors.at("x").max();
    terms.push_back({"logarithm", 1e-3 * torch::log(10 - largest), "", ""});
    return terms;
  }
};

/// Its energy overflows in bfloat16 and is finite in float; where `throws`, float throws.
struct EnergyTask : LineTask {
  explicit EnergyTask(bool throws_in_float) : throws(throws_in_float) {
    const torch::NoGradGuard no_gradients;
    for (auto& parameter : network().parameters()) parameter.zero_();
  }
  std::vector<LossTerm> losses(const Batch& batch) override {
    const bool reduced = at::autocast::is_autocast_enabled(at::kCPU);
    if (network().is_training()) precisions.push_back(reduced);
    TORCH_CHECK(reduced || !throws || !network().is_training(), "no such luck");
    auto terms = LineTask::losses(batch);
    // bf16 holds either factor; their sum, 2^128 (1 - 2^-10), float alone.
    const auto large = torch::tensor({{std::ldexp(1 - 0x1p-8, 128), std::ldexp(3.0, 118)}});
    const auto energy = torch::matmul(large, torch::ones({2, 1}) + 0 * network().parameters()[1]);
    terms.push_back({"energy", energy.to(torch::kFloat).log().mean(), "", ""});
    return terms;
  }
  bool throws;
  std::vector<bool> precisions;
};

/// Infinite by the first random number it draws, and by no other.
struct UnluckyTask : LineTask {
  std::vector<LossTerm> losses(const Batch& batch) override {
    auto terms = LineTask::losses(batch);
    const auto drawn = torch::rand({1});
    if (!unlucky.defined()) unlucky = drawn;
    terms.push_back({"chance", (drawn - unlucky).pow(-2).mean(), "", ""});
    return terms;
  }
  at::Tensor unlucky;
};

TrainReport run(Task& task, const TrainerOptions& settings, Recorder& recorder) {
  const test::TemporaryFolder folder;
  return train(task, settings, {.folder = folder.path(), .observers = {&recorder}});
}

}  // namespace

TEST_CASE("A step that is not finite is run again and its cause named with its files") {
  LogTask task;
  Recorder recorder;
  const auto report = run(task, options(10), recorder);
  CHECK(report.outcome == Outcome::diverged);
  CHECK(report.step == 5);
  REQUIRE(report.nonfinite);
  CHECK(report.nonfinite->culprits == std::vector<std::string>{"loss term logarithm"});
  const auto& diagnosis = report.nonfinite->diagnosis;
  CHECK(diagnosis.reproduced);
  REQUIRE(diagnosis.producer);
  CHECK(diagnosis.producer->operation == "aten::log");
  CHECK(diagnosis.producer->term == "logarithm");
  CHECK(diagnosis.tripped == "loss term logarithm");
  CHECK_THAT(report.summary(),
             ContainsSubstring("aten::log") && ContainsSubstring("file 13") &&
                 ContainsSubstring(diagnosis.cause.verdict));
}

TEST_CASE("In a batch in parts the part that was bad is examined") {
  LogTask task;
  Recorder recorder;
  auto parts = options(10);
  parts.batch = 6;
  parts.accumulate = 3;  // sample 13 is in the first part of the third step
  parts.on_nonfinite = OnNonFinite::skip;
  const auto report = run(task, parts, recorder);
  CHECK(report.outcome == Outcome::finished);
  REQUIRE(recorder.events.size() == 1);
  CHECK(recorder.events[0].step == 3);
  CHECK(recorder.events[0].files == std::vector<std::string>{"file 12", "file 13"});
  CHECK(recorder.events[0].diagnosis.reproduced);
}

TEST_CASE("Being examined changes nothing in the steps that follow") {
  std::vector<at::Tensor> weights;
  for (const bool examined : {true, false}) {
    LogTask task;
    Recorder recorder;
    auto settings = options(12);
    settings.health_every = examined ? 1 : 0;
    settings.on_nonfinite = OnNonFinite::skip;
    run(task, settings, recorder);
    CHECK(recorder.healths.size() == (examined ? 11 : 0));
    weights.push_back(task.network().parameters()[0].detach().clone());
  }
  CHECK(torch::equal(weights[0], weights[1]));
}

TEST_CASE("The health of every layer is told when it is due with its update") {
  LineTask task;
  Recorder recorder;
  auto settings = options(10);
  settings.health_every = 4;
  run(task, settings, recorder);
  std::vector<int64_t> steps;
  for (const auto& [step, health] : recorder.healths) {
    steps.push_back(step);
    REQUIRE(health.rows.size() >= 1);
    CHECK(health.rows[0].gradient_norm > 0);
    REQUIRE(health.rows[0].update_ratio);
    CHECK(*health.rows[0].update_ratio > 0);
  }
  CHECK(steps == std::vector<int64_t>{1, 5, 9});
}

TEST_CASE("Values that grow over depth are warned of at the first step") {
  struct Exploding : LineTask {
    Exploding() {
      const torch::NoGradGuard no_gradients;
      network().parameters()[0].fill_(1e6);
    }
  };
  Exploding task;
  Recorder recorder;
  auto settings = options(1);
  settings.health_every = 1000;
  run(task, settings, recorder);
  bool warned = false;
  for (const auto& warning : recorder.warnings) warned = warned || warning.starts_with("step 1: ");
  CHECK(warned);
}

TEST_CASE("What overflows in bfloat16 alone is named and leaves autocast as it was") {
  at::autocast::set_autocast_dtype(at::kCPU, at::kHalf);
  const bool throws_in_float = GENERATE(false, true);
  EnergyTask task(throws_in_float);
  Recorder recorder;
  auto settings = options(3);
  settings.precision = Precision::bfloat16;
  settings.on_nonfinite = OnNonFinite::skip;
  const auto report = run(task, settings, recorder);
  CHECK_FALSE(at::autocast::is_autocast_enabled(at::kCPU));
  CHECK(at::autocast::get_autocast_dtype(at::kCPU) == at::kHalf);
  at::autocast::set_autocast_dtype(at::kCPU, at::kBFloat16);

  CHECK(report.skipped == 3);
  REQUIRE(recorder.events.size() == 3);
  for (const auto& event : recorder.events) {
    const auto& diagnosis = event.diagnosis;
    INFO(diagnosis.text());
    CHECK(diagnosis.reproduced);
    REQUIRE(diagnosis.producer);
    CHECK(diagnosis.producer->output.type == "BFloat16");
    CHECK((diagnosis.cause.key == "reduced_precision") == !throws_in_float);
  }
  // Each step: itself, its replay, its replay in float.
  CHECK(task.precisions ==
        std::vector<bool>{true, true, false, true, true, false, true, true, false});
}

TEST_CASE("A step replayed in float draws the random numbers of the step in bfloat16") {
  UnluckyTask task;
  Recorder recorder;
  auto settings = options(1);
  settings.precision = Precision::bfloat16;
  const auto report = run(task, settings, recorder);
  REQUIRE(report.nonfinite);
  const auto& diagnosis = report.nonfinite->diagnosis;
  INFO(diagnosis.text());
  CHECK(diagnosis.reproduced);
  CHECK(diagnosis.producer->term == "chance");
  CHECK(diagnosis.cause.key != "reduced_precision");
}
