#include "validation.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include "learner.h"
#include "step.h"

namespace lowlight::training {

ValidationReport validate(Task& task, c10::Device device) {
  const at::NoGradGuard no_gradients;
  task.network().eval();
  ValidationReport report;
  report.samples = task.validation_size();
  for (int64_t n = 0; n < report.samples; ++n) {
    const auto terms = task.losses(moved(stacked({task.validation_sample(n)}), device));
    report.loss += total_of(terms).item<double>() / double(report.samples);
    const auto values = values_of(terms);
    if (report.terms.empty()) report.terms.resize(values.size());
    for (size_t i = 0; i < values.size(); ++i) {
      report.terms[i].first = values[i].first;
      report.terms[i].second += values[i].second / double(report.samples);
    }
  }
  task.network().train();
  return report;
}

}  // namespace lowlight::training
