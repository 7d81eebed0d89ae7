// What a run writes beside its results.
#pragma once

#include "lowlight/batch/batch_plan.h"
#include "options.h"

/// Throws ConfigError where report, journal, sheets or the table of --save-look would take each
/// other's place, that of a result or a map of trust, or of a file that is read: a photo, a
/// reference, weights, a list, the configuration.
void check_written_files(const Options& options, const lowlight::batch::BatchPlan& plan);
