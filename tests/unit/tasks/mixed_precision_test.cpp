// trainer.precision over real networks and losses; optimisation_test compares it with float32.
#include "support/catch.h"
#include "support/line_task.h"
#include "support/temporary_folder.h"
#include "support/tiny_tasks.h"

using namespace lowlight;
using namespace lowlight::training;

TEST_CASE("Every kind of network and loss trains in bfloat16") {
  const test::TemporaryFolder photos;
  for (const auto& task : test::tiny_tasks(photos.path())) {
    INFO(task->info().network);
    const test::TemporaryFolder folder;
    auto settings = test::options(3);
    settings.precision = Precision::bfloat16;
    const auto report = train(*task, settings, {.folder = folder.path()});
    INFO(report.summary());
    CHECK(report.outcome == Outcome::finished);
    for (const auto& parameter : task->trained().parameters())
      CHECK(parameter.scalar_type() == torch::kFloat);
  }
}
