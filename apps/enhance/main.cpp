// enhance: dark photos in, well-lit photos out.
#include <memory>
#include <utility>

#include "command_line.h"
#include "common/leave.h"
#include "common/stop_signals.h"
#include "console.h"
#include "lowlight/core/allocator.h"
#include "lowlight/core/error.h"
#include "lowlight/inference/default_model.h"

using namespace lowlight::inference;

namespace {

int failed(ExitCode code) {
  print_failure();
  return int(code);
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
  auto batch = batch_options(options);
  batch.stop = &catch_stop_signals();
  Console console(plan.photos.size(), options.run.quiet);
  const auto report = run_batch(plan, *enhancer, batch, console);
  console.conclude(plan, report);
  return exit_code(report);
}

}  // namespace

int main(int argc, char* argv[]) {
  lowlight::tune_allocator();
  const auto parsed = parse_command_line(argc, argv);
  if (const int* code = std::get_if<int>(&parsed)) leave(*code);
  leave(run(std::get<Options>(parsed)));
}
