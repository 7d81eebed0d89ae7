#include "exit_code.h"

using namespace lowlight::batch;

int exit_code(const BatchPlan& plan, const BatchReport& report) {
  if (report.stopped_by) return 128 + report.stopped_by;
  if (report.photos.empty()) return int(ExitCode::nothing_to_do);
  if (report.count(PhotoStatus::failed) || !plan.left_out.empty())
    return int(ExitCode::some_failed);
  return int(ExitCode::all_done);
}
