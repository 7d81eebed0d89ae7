#include "lowlight/training/dry_run.h"

#include "support/catch.h"
#include "support/line_task.h"

using namespace lowlight;
using namespace lowlight::training;
using test::LineTask;
using test::options;

TEST_CASE("A dry run tells shapes, parameters, memory and times and changes no weight") {
  LineTask task;
  const auto before = task.network().parameters()[0].detach().clone();
  const auto report = dry_run(task, options(50));
  REQUIRE(report.batch.size() == 2);
  CHECK(report.batch[0].name == "x");
  CHECK(report.batch[0].shape == std::vector<int64_t>{3, 4});
  REQUIRE(report.parameters.size() == 2);
  CHECK(report.parameters[0].name == "weight");
  CHECK(report.parameters[0].bytes == 16);
  CHECK(report.parameter_count == 5);
  // Weights, gradients, average, two moments: 5 floats each; two counts of steps.
  CHECK(report.state_bytes == 5 * 5 * 4 + 2 * 4);
  CHECK(report.terms.front().first == "error");
  CHECK(report.skipped == std::vector<std::string>{"extra: only a test"});
  CHECK(report.step_seconds > 0);
  CHECK(report.fetch_seconds > 0);
  CHECK(report.peak_bytes > 1'000'000);
  CHECK(torch::equal(task.network().parameters()[0], before));
  CHECK_THAT(report.text(),
             ContainsSubstring("weight") && ContainsSubstring("[1, 4]") &&
                 ContainsSubstring("5 parameters") && ContainsSubstring("50 steps"));
}
