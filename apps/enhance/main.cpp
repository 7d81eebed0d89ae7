// enhance: dark photos in, well-lit photos out.
#include <memory>
#include <utility>

#include "command_line.h"
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

int run(Command command) {
  BatchPlan plan;
  std::unique_ptr<PhotoProcessor> enhancer;
  try {
    plan = plan_batch(command.inputs, command.plan);
  } catch (...) {
    return failed(ExitCode::usage);
  }
  if (plan.photos.empty()) {
    print_nothing_to_do(plan);
    return int(ExitCode::nothing_to_do);
  }
  try {
    command.enhancer.model = find_model(model_places(command.enhancer.model));
    enhancer = make_photo_enhancer(command.enhancer);
  } catch (const lowlight::ImageError&) {  // the style
    return failed(ExitCode::usage);
  } catch (...) {
    return failed(ExitCode::not_available);
  }
  command.batch.stop = &catch_stop_signals();
  Console console(plan.photos.size(), command.quiet);
  const auto report = run_batch(plan, *enhancer, command.batch, console);
  console.conclude(plan, report);
  return exit_code(report);
}

}  // namespace

int main(int argc, char* argv[]) {
  lowlight::tune_allocator();
  auto parsed = parse_command_line(argc, argv);
  if (const int* code = std::get_if<int>(&parsed)) return *code;
  return run(std::get<Command>(std::move(parsed)));
}
