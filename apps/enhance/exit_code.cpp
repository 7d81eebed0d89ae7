#include "exit_code.h"

using namespace lowlight::batch;

int exit_code(const PlanTotals& plan, const BatchTotals& totals) {
  if (totals.stopped_by) return 128 + totals.stopped_by;
  if (totals.photos() == 0) return int(ExitCode::nothing_to_do);
  if (totals.count(PhotoStatus::failed) || !plan.left_out.empty())
    return int(ExitCode::some_failed);
  return int(ExitCode::all_done);
}
