#include "enhance/exit_code.h"

#include <csignal>
#include <vector>

#include "support/catch.h"

using namespace lowlight::batch;

namespace {

BatchReport report_of(const std::vector<PhotoStatus>& statuses) {
  BatchReport report;
  for (const auto status : statuses) report.photos.push_back({.status = status});
  return report;
}

}  // namespace

TEST_CASE("The exit code tells how a batch ended") {
  using enum PhotoStatus;
  CHECK(exit_code({}, report_of({done, done})) == 0);
  CHECK(exit_code({}, report_of({done, skipped})) == 0);
  CHECK(exit_code({}, report_of({skipped})) == 0);
  CHECK(exit_code({}, report_of({done, failed, done})) == 1);
  CHECK(exit_code({}, report_of({})) == 3);
  const BatchPlan photos_left_out{.left_out = {{"HEIC", {2, "no reader"}}}};
  CHECK(exit_code(photos_left_out, report_of({done})) == 1);
}

TEST_CASE("A batch that a signal stopped returns 128 and the signal whatever failed before") {
  auto report = report_of({PhotoStatus::failed, PhotoStatus::not_started});
  report.stopped_by = SIGINT;
  CHECK(exit_code({}, report) == 130);
  report.stopped_by = SIGTERM;
  CHECK(exit_code({}, report) == 143);
}
