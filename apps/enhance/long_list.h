// Lists of more photos than are planned at once.
#pragma once

#include <functional>

#include "lowlight/batch/batch_plan.h"
#include "lowlight/batch/file_list.h"
#include "options.h"

/// Longer lists are planned and worked on in portions of so many photos, one after the other.
inline constexpr int64_t kPortion = 10'000;

/// Calls `use` with the plan of each portion of the list, the first one with the inputs that are no
/// list, until it returns false.
using UsePlan = std::function<bool(const lowlight::batch::BatchPlan&)>;
void each_portion(const Options& options, lowlight::batch::FileList& list, const UsePlan& use);

/// The same over all inputs, whether there is a list or none.
void for_each_plan(const Options& options, const UsePlan& use);

/// Runs the options over a list. All portions are planned and compared before any work, and planned
/// again at their turn, so that memory does not grow with the list. Returns the exit code.
int run_long_list(Options options, lowlight::batch::FileList& list);
