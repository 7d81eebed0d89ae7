// Training on a GPU: byte for byte in deterministic mode, and examined where it fails.
#include <torch/utils.h>

#include "support/catch.h"
#include "support/line_task.h"
#include "support/temporary_folder.h"
#include "support/tiny_tasks.h"

using namespace lowlight;
using namespace lowlight::training;
using test::LineTask;
using test::TemporaryFolder;

namespace {

TrainerOptions on_gpu(int64_t steps) {
  auto settings = test::options(steps);
  settings.device = "cuda";
  settings.deterministic = true;
  return settings;
}

using Tasks = std::vector<std::unique_ptr<Task>>;

/// The same weights each time. `photos` takes what they are trained on.
Tasks fresh_tasks(const TemporaryFolder& photos) {
  torch::manual_seed(1);
  auto tasks = test::tiny_tasks(photos.path());
  tasks.push_back(std::make_unique<LineTask>());  // draws random numbers on the GPU
  return tasks;
}

}  // namespace

TEST_CASE(
    "A run of any mode that was stopped and resumed ends with the bytes of one that was not") {
  const TemporaryFolder photos;
  const Tasks whole_tasks = fresh_tasks(photos), first_tasks = fresh_tasks(photos),
              second_tasks = fresh_tasks(photos);
  for (size_t i = 0; i < whole_tasks.size(); ++i) {
    INFO("task " << i);
    const TemporaryFolder whole, parts;
    train(*whole_tasks[i], on_gpu(4), {.folder = whole.path(), .config = "c"});
    int64_t asked = 0;
    const auto stop = [&] { return ++asked == 2; };
    train(*first_tasks[i], on_gpu(4), {.folder = parts.path(), .config = "c", .should_stop = stop});
    torch::manual_seed(12345);  // another process
    const auto resumed =
        train(*second_tasks[i], on_gpu(4), {.folder = parts.path(), .config = "c", .resume = true});
    CHECK(resumed.outcome == Outcome::finished);
    CHECK(test::result_in(whole.path(), 4) == test::result_in(parts.path(), 4));
  }
}

TEST_CASE("A step that is not finite is examined with its files") {
  const TemporaryFolder folder;
  LineTask task(16, 1e30f);  // in the sixth batch; its square is too large for a float
  const auto report = train(task, on_gpu(10), {.folder = folder.path()});
  CHECK(report.outcome == Outcome::diverged);
  CHECK(report.step == 6);
  REQUIRE(report.nonfinite);
  CHECK(report.nonfinite->culprits == std::vector<std::string>{"loss term error"});
  CHECK(report.nonfinite->files == std::vector<std::string>{"file 15", "file 16", "file 17"});
  CHECK(report.nonfinite->diagnosis.reproduced);
}

TEST_CASE("A few steps in bfloat16 stay finite") {
  const TemporaryFolder photos;
  for (const auto& task : fresh_tasks(photos)) {
    INFO(task->info().network);
    const TemporaryFolder folder;
    auto settings = on_gpu(3);
    settings.precision = Precision::bfloat16;
    CHECK(train(*task, settings, {.folder = folder.path()}).outcome == Outcome::finished);
  }
}
