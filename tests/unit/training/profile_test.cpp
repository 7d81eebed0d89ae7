#include "lowlight/training/profile.h"

#include <algorithm>

#include "support/catch.h"
#include "support/line_task.h"

using namespace lowlight;
using namespace lowlight::training;
using test::LineTask;
using test::options;

TEST_CASE("A profile accounts for the time of its steps by phase and by operator") {
  LineTask task;
  const auto before = task.network().parameters()[0].detach().clone();
  const auto report = profile(task, options(100), 5);
  CHECK(report.steps == 5);
  double phases = 0;
  for (const auto& phase : report.phases) {
    CAPTURE(phase.name);
    CHECK(phase.seconds > 0);
    phases += phase.seconds;
  }
  CHECK(report.phases.size() == 4);
  CHECK(phases <= report.seconds);

  double operations = 0;
  for (const auto& operation : report.operations) operations += operation.seconds;
  CHECK(operations > 0);
  CHECK(operations <= report.seconds);
  CHECK(std::ranges::is_sorted(
      report.operations, std::greater<>(), &ProfileReport::Operation::seconds));
  const auto product =
      std::ranges::find(report.operations, "aten::addmm", &ProfileReport::Operation::name);
  REQUIRE(product != report.operations.end());
  CHECK(product->calls == 5);
  CHECK(torch::equal(task.network().parameters()[0], before));
  CHECK_THAT(report.text(3),
             ContainsSubstring("backward") && ContainsSubstring("operators") &&
                 !ContainsSubstring("\n  " + report.operations[3].name + " "));
}
