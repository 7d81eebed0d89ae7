// The checkpoint that is best on held-out samples: trainer.best, seen through train().
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

namespace {

/// Gets worse and worse after step 8: its rate turns its weights away from the solution.
struct Worsening : LineTask {
  std::vector<LossTerm> losses(const Batch& batch) override {
    auto terms = LineTask::losses(batch);
    if (network().is_training() && ++steps > 8) terms[0].value = -terms[0].value;
    return terms;
  }
  int64_t steps = 0;
};

Recorder run(const std::filesystem::path& folder, const std::string& best) {
  Worsening task;
  Recorder recorder;
  auto settings = options(24);
  settings.average = 0;
  settings.best = best;
  train(task, settings, {.folder = folder, .observers = {&recorder}});
  return recorder;
}

}  // namespace

TEST_CASE("The best checkpoint is the one with the lowest held-out loss") {
  const test::TemporaryFolder folder;
  const auto validations = run(folder.path(), "loss").validations;
  REQUIRE(validations.size() == 6);
  const auto lowest = std::ranges::min_element(validations, {}, &ValidationReport::loss);
  REQUIRE(lowest != validations.end() - 1);  // or the test shows nothing
  CHECK(io::read_checkpoint_info(folder / "best.safetensors").step == lowest->step);
  double best = INFINITY;
  for (const auto& validation : validations) {
    CHECK(validation.best == (validation.loss < best));
    best = std::min(best, validation.loss);
  }
}

TEST_CASE("A metric of which more is better is compared the other way") {
  const test::TemporaryFolder folder;
  const auto validations = run(folder.path(), "psnr").validations;
  // The pictures of this task are always their targets: the first is never beaten.
  CHECK(validations[0].best);
  for (size_t i = 1; i < validations.size(); ++i) CHECK_FALSE(validations[i].best);
  CHECK(io::read_checkpoint_info(folder / "best.safetensors").step == 4);
}

TEST_CASE("A metric that is not measured is an error that lists what is") {
  const test::TemporaryFolder folder;
  CHECK_THROWS_WITH(
      run(folder.path(), "pnsr"),
      ContainsSubstring("did you mean 'psnr'?") && ContainsSubstring("loss, error, extra"));
}

TEST_CASE("What is best is remembered by a resumed run") {
  const test::TemporaryFolder folder;
  Recorder recorder;
  for (const bool resume : {false, true}) {
    Worsening task;
    task.steps = resume ? 100 : 0;
    auto settings = options(24);
    settings.average = 0;
    train(task,
          settings,
          {.folder = folder.path(), .resume = resume, .observers = {&recorder}, .should_stop = [&] {
             return recorder.steps.back().step == 8;
           }});
  }
  const auto& all = recorder.validations;
  const auto lowest = std::ranges::min_element(all, {}, &ValidationReport::loss);
  CHECK(io::read_checkpoint_info(folder / "best.safetensors").step == lowest->step);
  CHECK(std::ranges::count(all, true, &ValidationReport::best) < std::ptrdiff_t(all.size()));
}
