// What the program returns to its caller.
#pragma once

#include "lowlight/batch/batch_plan.h"
#include "lowlight/batch/batch_report.h"

/// A batch that a signal stopped returns 128 + signal instead.
enum class ExitCode {
  all_done = 0,       ///< Every photo is done or was done before.
  some_failed = 1,    ///< Or photos in folders are of formats that cannot be read.
  usage = 2,          ///< Options are wrong or the plan has problems; nothing was started.
  nothing_to_do = 3,  ///< There is no photo in the inputs.
  not_available = 4   ///< The weights of a look, or the device, cannot be had.
};

int exit_code(const lowlight::batch::PlanTotals& plan, const lowlight::batch::BatchTotals& totals);
