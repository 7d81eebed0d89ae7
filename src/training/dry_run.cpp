#include "lowlight/training/dry_run.h"

#include <ATen/ATen.h>
#include <sys/resource.h>
#include <torch/nn/module.h>

#include <iomanip>
#include <sstream>

#include "lowlight/core/clock.h"
#include "training/learner.h"
#include "training/step.h"

namespace lowlight::training {
namespace {

DryRunReport::Entry entry(const std::string& name, const at::Tensor& tensor) {
  return {name, tensor.sizes().vec(), int64_t(tensor.nbytes())};
}

int64_t peak_memory() {
  struct rusage usage {};
  return ::getrusage(RUSAGE_SELF, &usage) == 0 ? int64_t(usage.ru_maxrss) * 1024 : 0;
}

std::string megabytes(int64_t bytes) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(bytes < 10'000'000 ? 2 : 0) << double(bytes) / 1e6
       << " MB";
  return text.str();
}

void add_table(std::ostringstream& text,
               const std::string& heading,
               const std::vector<DryRunReport::Entry>& entries) {
  size_t width = heading.size();
  for (const auto& entry : entries) width = std::max(width, entry.name.size());
  text << std::left << std::setw(int(width) + 2) << heading << "shape\n";
  for (const auto& entry : entries) {
    text << "  " << std::setw(int(width)) << entry.name << at::IntArrayRef(entry.shape) << "  "
         << megabytes(entry.bytes) << '\n';
  }
}

}  // namespace

DryRunReport dry_run(Task& task, const TrainerOptions& options) {
  auto still = options;
  still.schedule.learning_rate = 0;
  Learner learner(task, still);
  DryRunReport report;
  report.steps = options.steps;
  for (int64_t first : {int64_t(0), options.batch}) {
    const auto start = Clock::now();
    const auto parts = parts_of(options, [&](int64_t i) { return task.sample(first + i); });
    report.fetch_seconds = seconds_since(start);
    const auto begin = Clock::now();
    const auto step = take_step(learner, still, parts);
    report.terms = values_of(step.terms);  // waits for the device
    report.step_seconds = seconds_since(begin);
    report.skipped.clear();
    report.batch.clear();
    for (const auto& term : step.terms) {
      if (!term.skipped.empty()) report.skipped.push_back(term.name + ": " + term.skipped);
    }
    for (const auto& [name, tensor] : parts.front().tensors)
      report.batch.push_back(entry(name, tensor));
  }
  for (const auto& item : task.trained().named_parameters()) {
    if (!item.value().requires_grad()) continue;
    report.parameters.push_back(entry(item.key(), item.value()));
    report.parameter_count += item.value().numel();
    report.state_bytes += int64_t(item.value().nbytes());  // the gradient
  }
  for (const auto& [name, tensor] : learner.tensors())
    report.state_bytes += int64_t(tensor.nbytes());
  report.peak_bytes = peak_memory();
  return report;
}

std::string DryRunReport::text() const {
  std::ostringstream text;
  add_table(text, "batch", batch);
  add_table(text, "parameters", parameters);
  text << parameter_count
       << " parameters; weights, gradients, optimiser and average: " << megabytes(state_bytes)
       << '\n';
  for (const auto& [name, value] : terms) text << "loss term " << name << " = " << value << '\n';
  for (const auto& term : skipped) text << "skipped " << term << '\n';
  text << std::setprecision(3) << "a step: " << step_seconds
       << " s, making its batch in one thread: " << fetch_seconds << " s\n"
       << steps << " steps: about " << double(steps) * step_seconds / 60 << " min, where "
       << "loading keeps up\n";
  if (peak_bytes > 0)
    text << "most memory of the process so far: " << megabytes(peak_bytes) << '\n';
  return text.str();
}

}  // namespace lowlight::training
