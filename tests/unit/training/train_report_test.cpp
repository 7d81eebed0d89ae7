#include "lowlight/training/train_report.h"

#include "support/catch.h"

using namespace lowlight::training;

TEST_CASE("A finished and an interrupted run are one line with their step") {
  TrainReport report;
  report.step = 12;
  CHECK(report.summary() == "finished after step 12");
  report.outcome = Outcome::interrupted;
  CHECK(report.summary() == "interrupted after step 12, which is saved");
}

TEST_CASE("A diverged run names what was not finite and every term and every file of the batch") {
  TrainReport report;
  report.outcome = Outcome::diverged;
  report.step = 7;
  report.divergence =
      Divergence{{"gradient of head.weight"}, {{"l1", 0.5}, {"ssim", 0.25}}, {"a.jpg", "b.jpg"}};
  const auto text = report.summary();
  for (const char* part : {"step 7",
                           "no weights were overwritten",
                           "not finite: gradient of head.weight",
                           "l1 = 0.5",
                           "ssim = 0.25",
                           "a.jpg",
                           "b.jpg"}) {
    CHECK_THAT(text, ContainsSubstring(part));
  }
}
