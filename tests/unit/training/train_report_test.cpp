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
  report.nonfinite = NonFiniteEvent{.culprits = {"gradient of head.weight"},
                                    .terms = {{"l1", 0.5}, {"ssim", 0.25}},
                                    .files = {"a.jpg", "b.jpg"},
                                    .diagnosis = {.cause = {.verdict = "A division by 0"}}};
  const auto text = report.summary();
  for (const char* part : {"step 7",
                           "no weights were overwritten",
                           "not finite: gradient of head.weight",
                           "l1 = 0.5",
                           "ssim = 0.25",
                           "a.jpg",
                           "b.jpg",
                           "A division by 0"}) {
    CHECK_THAT(text, ContainsSubstring(part));
  }
}
