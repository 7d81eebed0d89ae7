// What a run does about a step that is not finite: trainer.on_nonfinite.
#include <limits>

#include "support/catch.h"
#include "support/line_task.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::training;
using test::LineTask;
using test::options;
using test::Recorder;

namespace {

/// Its loss is NaN in the calls of `bad` (counted from 1, of training only).
struct SickTask : LineTask {
  explicit SickTask(std::function<bool(int64_t)> when) : bad(std::move(when)) {}
  std::vector<LossTerm> losses(const Batch& batch) override {
    auto terms = LineTask::losses(batch);
    if (network().is_training() && bad(++calls))
      terms[0].value = terms[0].value * std::numeric_limits<float>::quiet_NaN();
    return terms;
  }
  std::function<bool(int64_t)> bad;
  int64_t calls = 0;
};

const auto once = [](int64_t call) { return call == 6; };
const auto always = [](int64_t call) { return call >= 6; };

struct Outcomes {
  TrainReport report;
  Recorder recorder;
  std::vector<at::Tensor> weights;
};

Outcomes run(OnNonFinite action, const std::function<bool(int64_t)>& bad, int64_t limit = 10) {
  const test::TemporaryFolder folder;
  SickTask task(bad);
  auto settings = options(10);
  settings.on_nonfinite = action;
  settings.nonfinite_limit = limit;
  Outcomes result;
  result.report = train(task, settings, {.folder = folder.path(), .observers = {&result.recorder}});
  for (const auto& weight : task.network().parameters())
    result.weights.push_back(weight.detach().clone());
  return result;
}

bool finite(const std::vector<at::Tensor>& tensors) {
  for (const auto& tensor : tensors) {
    if (!tensor.isfinite().all().item<bool>()) return false;
  }
  return true;
}

std::vector<int64_t> steps_of(const Recorder& recorder) {
  std::vector<int64_t> steps;
  for (const auto& step : recorder.steps) steps.push_back(step.step);
  return steps;
}

}  // namespace

TEST_CASE("Stopping ends the run at once and tells why") {
  const auto result = run(OnNonFinite::stop, once);
  CHECK(result.report.outcome == Outcome::diverged);
  CHECK(result.report.step == 6);
  REQUIRE(result.recorder.events.size() == 1);
  const auto& event = result.recorder.events[0];
  CHECK(event.action == OnNonFinite::stop);
  CHECK(event.step == 6);
  CHECK(event.culprits == std::vector<std::string>{"loss term error"});
  CHECK(event.files.size() == 3);
}

TEST_CASE("A skipped step counts, changes no weight and is told") {
  const auto result = run(OnNonFinite::skip, once);
  CHECK(result.report.outcome == Outcome::finished);
  CHECK(result.report.skipped == 1);
  CHECK(steps_of(result.recorder) == std::vector<int64_t>{1, 2, 3, 4, 5, 7, 8, 9, 10});
  REQUIRE(result.recorder.events.size() == 1);
  CHECK(result.recorder.events[0].action == OnNonFinite::skip);
  CHECK(result.recorder.events[0].goes_on == 6);
  CHECK(result.recorder.checkpoints == std::vector<int64_t>{4, 8, 10});
  CHECK(finite(result.weights));
  CHECK_THAT(result.report.summary(), ContainsSubstring("skipped"));
}

TEST_CASE("Skipping ends the run where too many steps are bad") {
  const auto result = run(OnNonFinite::skip, always, 3);
  CHECK(result.report.outcome == Outcome::diverged);
  CHECK(result.report.step == 9);
  CHECK(result.report.skipped == 3);
  CHECK(result.recorder.events.size() == 4);
  CHECK(result.recorder.events.back().action == OnNonFinite::stop);
}

TEST_CASE("A rollback goes on from the newest state with a lower rate to the end") {
  const auto healthy = run(OnNonFinite::stop, [](int64_t) { return false; });
  const auto result = run(OnNonFinite::rollback, once);
  CHECK(result.report.outcome == Outcome::finished);
  CHECK(result.report.rollbacks == 1);
  CHECK(steps_of(result.recorder) == std::vector<int64_t>{1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10});
  REQUIRE(result.recorder.events.size() == 1);
  CHECK(result.recorder.events[0].goes_on == 4);
  CHECK(result.recorder.events[0].rate_factor == 0.5);
  for (size_t i = 5; i < 11; ++i) {
    const auto &again = result.recorder.steps[i], &plain = healthy.recorder.steps[i - 1];
    CHECK(again.learning_rate == Approx(0.5 * plain.learning_rate));
  }
  // The same weights, photos and random numbers as the first time.
  CHECK(result.recorder.steps[5].loss == result.recorder.steps[4].loss);
  CHECK(finite(result.weights));
}

TEST_CASE("A run that is bad before its first checkpoint goes back to its beginning") {
  const auto result = run(OnNonFinite::rollback, [](int64_t call) { return call == 2; });
  CHECK(result.report.outcome == Outcome::finished);
  CHECK(steps_of(result.recorder).front() == 1);
  CHECK(result.recorder.events[0].goes_on == 0);
}

TEST_CASE("Rollbacks end the run where they do not help") {
  const auto result = run(OnNonFinite::rollback, always, 3);
  CHECK(result.report.outcome == Outcome::diverged);
  CHECK(result.report.rollbacks == 3);
  CHECK(result.recorder.events.size() == 4);
  CHECK(result.recorder.events[2].rate_factor == 0.125);
  CHECK(finite(result.weights));
}
