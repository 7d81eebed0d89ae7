#include "long_list.h"

#include <memory>
#include <optional>
#include <utility>

#include "console.h"
#include "lowlight/batch/list_survey.h"
#include "lowlight/core/error.h"
#include "run.h"
#include "saved_look.h"
#include "watch.h"
#include "written_files.h"

using namespace lowlight::batch;

void each_portion(const Options& options, FileList& list, const UsePlan& use) {
  list.restart();
  auto inputs = inputs_of(options);
  for (auto listed = list.next(kPortion); !listed.empty(); listed = list.next(kPortion)) {
    if (!use(plan_batch(inputs, plan_options(options, std::move(listed))))) return;
    inputs.clear();
  }
}

void for_each_plan(const Options& options, const UsePlan& use) {
  const auto& input = options.input;
  if (input.files_from.empty()) {
    use(plan_batch(inputs_of(options), plan_options(options, {})));
  } else {
    FileList list(input.files_from, input.null, options.output.output);
    each_portion(options, list, use);
  }
}

namespace {

/// What all portions come to. Throws ConfigError where they cannot be done together.
PlanTotals surveyed(const Options& options, FileList& list) {
  if (!options.review.report.empty() || options.review.compare) {
    throw lowlight::ConfigError(
        "cannot start",
        {"--report and --compare hold every photo: a list may have " + std::to_string(kPortion) +
         " for them, not " + std::to_string(list.size())});
  }
  PlanTotals totals;
  ListSurvey survey(list.size(), options.output.output);
  each_portion(options, list, [&](const BatchPlan& plan) {
    totals.add(plan);
    survey.add(plan);
    check_written_files(options, plan);
    return true;
  });
  if (!survey.problems().empty()) throw lowlight::ConfigError("cannot start", survey.problems());
  print_remarks(survey.remarks());
  return totals;
}

int run_portions(const Options& options,
                 FileList& list,
                 const PlanTotals& planned,
                 const PhotoProcessor& enhancer) {
  std::optional<Watch> watch;
  try {
    watch.emplace(options, planned, nullptr);
  } catch (...) {
    return failed(ExitCode::usage);
  }
  const auto settings = settings_of_run(options, watch->journal());
  BatchTotals totals;
  each_portion(options, list, [&](const BatchPlan& plan) {
    if (!plan.photos.empty()) totals.add(run_batch(plan, enhancer, settings, watch->observer()));
    return totals.stopped_by == 0;
  });
  if (totals.stopped_by)
    totals.by_status[PhotoStatus::not_started] += planned.photos - totals.photos();
  return watch->conclude(totals);
}

}  // namespace

int run_long_list(Options options, FileList& list) {
  PlanTotals planned;
  try {
    planned = surveyed(options, list);
    if (options.output.dry_run) {
      print_saved_look(options);
      each_portion(options, list, [&](const BatchPlan& plan) {
        print_plan(plan, batch_options(options).existing);
        return true;
      });
      return 0;
    }
  } catch (...) {
    return failed(ExitCode::usage);
  }
  if (planned.photos == 0) {
    print_nothing_to_do(planned);
    return int(planned.in_other_shards ? ExitCode::all_done : ExitCode::nothing_to_do);
  }
  std::unique_ptr<PhotoProcessor> enhancer;
  if (const int code = make_ready(options, planned.photos, enhancer)) return code;
  return run_portions(options, list, planned, *enhancer);
}
