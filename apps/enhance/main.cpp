// enhance: dark photos in, well-lit photos out.
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "command_line.h"
#include "common/leave.h"
#include "common/stop_signals.h"
#include "console.h"
#include "exit_code.h"
#include "lowlight/core/allocator.h"
#include "lowlight/core/error.h"
#include "setup.h"
#include "watch.h"

using namespace lowlight::batch;

namespace {

int failed(ExitCode code) {
  print_failure();
  return int(code);
}

BatchOptions settings_of_run(const Options& options, StageThreads jobs, const Journal* journal) {
  auto batch = batch_options(options);
  batch.threads = jobs;
  bound_memory(options, batch);
  batch.stop = &catch_stop_signals();
  batch.hash = journal || options.run.json;
  if (journal && !options.output.retry_failed) batch.journal = journal;
  return batch;
}

int run(const Options& options,
        StageThreads jobs,
        const BatchPlan& plan,
        const PhotoProcessor& enhancer) {
  std::optional<Watch> watch;
  try {
    watch.emplace(options, plan, enhancer.description());
  } catch (...) {
    return failed(ExitCode::usage);
  }
  const auto report = run_batch(
      plan, enhancer, settings_of_run(options, jobs, watch->journal()), watch->observer());
  return watch->conclude(report);
}

/// Does what comes before a run: 0, or what went wrong is printed and its code returned.
int prepared(const std::function<void()>& prepare) {
  try {
    prepare();
    return 0;
  } catch (const lowlight::ImageError&) {  // a look's file
    return failed(ExitCode::usage);
  } catch (...) {
    return failed(ExitCode::not_available);
  }
}

int run(Options options) {
  if (options.picture.style) print_remark("--style is now called --look");
  if (only_saves_look(options)) return prepared([&] { save_look(options); });
  BatchPlan plan;
  std::unique_ptr<PhotoProcessor> enhancer;
  try {
    plan = plan_batch(inputs_of(options), plan_options(options));
  } catch (...) {
    return failed(ExitCode::usage);
  }
  if (plan.photos.empty()) {
    print_nothing_to_do(plan);
    return int(plan.in_other_shards ? ExitCode::all_done : ExitCode::nothing_to_do);
  }
  if (options.output.dry_run) {
    print_plan(plan, batch_options(options).existing);
    return 0;
  }
  const auto jobs = jobs_for(options, plan.photos.size());
  options.run.jobs = jobs;  // the report says what auto was
  const int code = prepared([&] {
    if (options.picture.save_look) save_look(options);
    enhancer = make_enhancer(options, jobs.process);
  });
  if (code) return code;
  return run(options, jobs, plan, *enhancer);
}

}  // namespace

int main(int argc, char* argv[]) {
  lowlight::tune_allocator();
  const auto parsed = parse_command_line(argc, argv);
  if (const int* code = std::get_if<int>(&parsed)) leave(*code);
  leave(run(std::get<Options>(parsed)));
}
