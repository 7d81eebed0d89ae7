#include "lowlight/training/profile.h"

#include <ATen/ATen.h>
#include <ATen/record_function.h>

#include <algorithm>
#include <iomanip>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>
#include <utility>

#include "lowlight/core/clock.h"
#include "training/batch_loader.h"
#include "training/learner.h"
#include "training/step.h"

namespace lowlight::training {
namespace {

/// Callbacks have no state of their own but what RecordFunction carries: one recording at a time.
struct Recording {
  std::mutex mutex;
  std::map<std::string, ProfileReport::Operation> operations;
  std::map<std::string, double> phases;
};
Recording* recording = nullptr;

/// One running operator: the time its callees take is not its own.
struct Frame : at::ObserverContext {
  Clock::time_point start;
  double callees = 0;
  Frame* caller = nullptr;
};
thread_local Frame* innermost = nullptr;

std::unique_ptr<at::ObserverContext> on_begin(const at::RecordFunction&) {
  auto frame = std::make_unique<Frame>();
  frame->caller = std::exchange(innermost, frame.get());
  frame->start = Clock::now();
  return frame;
}

void on_end(const at::RecordFunction& function, at::ObserverContext* context) {
  auto& frame = *static_cast<Frame*>(context);
  const double seconds = seconds_since(frame.start);
  innermost = frame.caller;
  const std::lock_guard lock(recording->mutex);
  if (function.scope() == at::RecordScope::USER_SCOPE) {
    recording->phases[function.name()] += seconds;
    return;
  }
  if (frame.caller) frame.caller->callees += seconds;
  auto& operation = recording->operations[function.name()];
  operation.name = function.name();
  operation.seconds += seconds - frame.callees;
  ++operation.calls;
}

class Listening {
 public:
  explicit Listening(Recording& target) {
    recording = &target;
    handle_ = at::addThreadLocalCallback(
        at::RecordFunctionCallback(on_begin, on_end)
            .scopes({at::RecordScope::FUNCTION, at::RecordScope::USER_SCOPE}));
  }
  ~Listening() { at::removeCallback(handle_); }
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;

 private:
  at::CallbackHandle handle_ = 0;
};

std::vector<ProfileReport::Operation> slowest_first(const Recording& recorded) {
  std::vector<ProfileReport::Operation> operations;
  for (const auto& [name, operation] : recorded.operations) operations.push_back(operation);
  std::ranges::sort(operations, std::greater<>(), &ProfileReport::Operation::seconds);
  return operations;
}

}  // namespace

ProfileReport profile(Task& task, const TrainerOptions& options, int64_t steps) {
  constexpr int64_t kWarmUp = 2;
  auto still = options;
  still.schedule.learning_rate = 0;
  still.steps = kWarmUp + steps;
  Learner learner(task, still);
  BatchLoader batches(
      options, alone(), [&](int64_t n) { return task.sample(n); }, 0);
  ProfileReport report;
  report.steps = steps;
  const auto make_step = [&] {
    auto start = Clock::now();
    const auto batch = batches.next();
    const double fetching = seconds_since(start);
    take_step(learner, still, batch.parts);
    return fetching;
  };
  for (int64_t i = 0; i < kWarmUp; ++i) make_step();

  Recording recorded;
  double fetching = 0;
  const auto start = Clock::now();
  {
    const Listening listening(recorded);
    for (int64_t i = 0; i < steps; ++i) fetching += make_step();
  }
  report.seconds = seconds_since(start);
  report.phases.push_back({"fetch", fetching});
  for (const auto* name : {"losses", "backward", "update"})
    report.phases.push_back({name, recorded.phases[name]});
  report.operations = slowest_first(recorded);
  return report;
}

std::string ProfileReport::text(size_t most) const {
  std::ostringstream text;
  const auto row = [&](const std::string& name, double part, const std::string& more) {
    text << "  " << std::left << std::setw(44) << name << std::right << std::fixed
         << std::setprecision(2) << std::setw(10) << 1000 * part / double(steps) << " ms"
         << std::setprecision(1) << std::setw(7) << 100 * part / seconds << " %" << more << '\n';
  };
  text << "a step, mean of " << steps << '\n';
  row("all", seconds, "");
  for (const auto& phase : phases) row(phase.name, phase.seconds, "");
  text << "operators, without those they call\n";
  for (size_t i = 0; i < std::min(most, operations.size()); ++i) {
    const auto& operation = operations[i];
    row(operation.name,
        operation.seconds,
        "  " + std::to_string(operation.calls / steps) + " calls");
  }
  return text.str();
}

}  // namespace lowlight::training
