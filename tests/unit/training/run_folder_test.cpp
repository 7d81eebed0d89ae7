#include "lowlight/training/run_folder.h"

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/line_task.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::training;

TEST_CASE("A folder tells of the run in it, and an empty one of none") {
  const test::TemporaryFolder folder;
  CHECK_FALSE(holds_run(folder.path()));
  CHECK_FALSE(holds_run(folder / "not there"));
  CHECK_THROWS_AS(newest_config(folder.path()), CheckpointError);

  test::LineTask task;
  train(task, test::options(2), {.folder = folder.path(), .config = "{\"a\": 1}"});
  CHECK(holds_run(folder.path()));
  CHECK(newest_config(folder.path()) == "{\"a\": 1}");
}
