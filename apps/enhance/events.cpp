#include "events.h"

#include <cstdio>
#include <string>
#include <utility>

using namespace lowlight::batch;

namespace {

void print_line(const std::string& line) {
  std::fputs((line + "\n").c_str(), stdout);
  std::fflush(stdout);
}

std::string counted(const char* key, int64_t value) {
  return std::string(",\"") + key + "\":" + std::to_string(value);
}

}  // namespace

Events::Events(const BatchPlan& plan, RunIdentity run)
    : total_(plan.photos.size()), run_(std::move(run)) {
  print_line("{\"event\":\"start\"" + counted("photos", int64_t(total_)) +
             counted("in_other_shards", plan.in_other_shards) +
             counted("passed_over", int64_t(plan.passed_over.size())) + "}");
}

void Events::finished(const PhotoReport& photo) noexcept {
  print_line("{\"event\":\"photo\"" + counted("finished", int64_t(++finished_)) +
             counted("photos", int64_t(total_)) +
             ",\"record\":" + journal_line(record_of(photo, run_)) + "}");
}

void Events::conclude(const BatchReport& report, int exit_code) {
  print_line("{\"event\":\"end\"" + counted("done", report.count(PhotoStatus::done)) +
             counted("skipped", report.count(PhotoStatus::skipped)) +
             counted("failed", report.count(PhotoStatus::failed)) +
             counted("not_started", report.count(PhotoStatus::not_started)) +
             ",\"megapixels\":" + std::to_string(report.megapixels()) + ",\"seconds\":" +
             std::to_string(report.seconds) + counted("exit_code", exit_code) + "}");
}
