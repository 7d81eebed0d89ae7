// enhance: dark photos in, well-lit photos out.
#include <memory>
#include <optional>
#include <utility>

#include "command_line.h"
#include "common/leave.h"
#include "common/stop_signals.h"
#include "console.h"
#include "lowlight/core/allocator.h"
#include "lowlight/core/error.h"
#include "lowlight/inference/default_model.h"
#include "pages.h"

using namespace lowlight::inference;

namespace {

int failed(ExitCode code) {
  print_failure();
  return int(code);
}

/// Runs the plan and writes what was asked for beside the results.
int run(const Options& options, const BatchPlan& plan, const PhotoProcessor& enhancer) {
  std::optional<Pages> pages;
  try {
    pages.emplace(options, plan, enhancer.description());
  } catch (...) {
    return failed(ExitCode::usage);
  }
  auto batch = batch_options(options);
  batch.stop = &catch_stop_signals();
  Console console(plan.photos.size(), options.run.quiet);
  ObserverList observers;
  observers.observers = {&console};
  pages->watch_with(observers);
  const auto report = run_batch(plan, enhancer, batch, observers);
  console.conclude(plan, report);
  try {
    pages->conclude(report);
  } catch (...) {
    return failed(ExitCode::some_failed);
  }
  return exit_code(report);
}

int run(const Options& options) {
  BatchPlan plan;
  std::unique_ptr<PhotoProcessor> enhancer;
  try {
    plan = plan_batch(inputs_of(options), plan_options(options));
  } catch (...) {
    return failed(ExitCode::usage);
  }
  if (plan.photos.empty()) {
    print_nothing_to_do(plan);
    return int(ExitCode::nothing_to_do);
  }
  try {
    auto settings = enhance_settings(options);
    settings.model = find_model(model_places(settings.model));
    enhancer = make_photo_enhancer(settings);
  } catch (const lowlight::ImageError&) {  // the style
    return failed(ExitCode::usage);
  } catch (...) {
    return failed(ExitCode::not_available);
  }
  return run(options, plan, *enhancer);
}

}  // namespace

int main(int argc, char* argv[]) {
  lowlight::tune_allocator();
  const auto parsed = parse_command_line(argc, argv);
  if (const int* code = std::get_if<int>(&parsed)) leave(*code);
  leave(run(std::get<Options>(parsed)));
}
