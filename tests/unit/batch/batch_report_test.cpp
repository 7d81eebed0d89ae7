#include "lowlight/batch/batch_report.h"

#include <vector>

#include "support/catch.h"

using namespace lowlight::batch;

namespace {

BatchReport report_of(const std::vector<PhotoStatus>& statuses) {
  BatchReport report;
  for (const auto status : statuses) {
    report.photos.push_back({.input = "a.jpg", .status = status, .pixels = 12'000'000});
  }
  report.seconds = 2;
  return report;
}

}  // namespace

TEST_CASE("Only photos that are done count as work") {
  using enum PhotoStatus;
  const auto report = report_of({done, failed, skipped, done, not_started});
  CHECK(report.count(done) == 2);
  CHECK(report.count(not_started) == 1);
  CHECK(BatchTotals(report).megapixels == Approx(24));
}

TEST_CASE("The summary counts what happened and leaves out what did not") {
  using enum PhotoStatus;
  CHECK(summary_of(report_of({done, done})) == "2 done; 24.0 MP in 2.0 s (12.0 MP/s)");
  CHECK(summary_of(report_of({done, failed, skipped, not_started})) ==
        "1 done, 1 skipped, 1 failed, 1 not started; 12.0 MP in 2.0 s (6.0 MP/s)");
  CHECK(summary_of(report_of(std::vector(20'000, done))) ==
        "20000 done; 240000.0 MP in 2.0 s (120000.0 MP/s)");
  CHECK(summary_of(report_of({skipped, skipped})) == "2 skipped");
  CHECK(summary_of(report_of({})) == "no photos");
}

TEST_CASE("Warnings are counted by what they say before their colon, once a photo") {
  BatchReport report;
  report.photos.push_back({.warnings = {"lost: a", "lost: b", "bent"}});
  report.photos.push_back({.warnings = {"lost: c"}});
  CHECK(BatchTotals(report).warnings == std::map<std::string, int64_t>{{"bent", 1}, {"lost", 2}});
}

TEST_CASE("Batches in turn count together, and failures are kept as far as a thousand") {
  BatchTotals totals = report_of({PhotoStatus::done, PhotoStatus::failed});
  totals.add(report_of(std::vector(1500, PhotoStatus::failed)));
  CHECK(totals.photos() == 1502);
  CHECK(totals.count(PhotoStatus::failed) == 1501);
  CHECK(totals.failed.size() == 1000);
  CHECK(totals.seconds == Approx(4));
}
