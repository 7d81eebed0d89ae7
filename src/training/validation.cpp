#include "validation.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include "learner.h"
#include "lowlight/training/picture_metrics.h"
#include "step.h"

namespace lowlight::training {
namespace {

Preview on_cpu(Preview preview) {
  for (auto& [name, picture] : preview) picture = picture.cpu();
  return preview;
}

}  // namespace

ValidationReport validate(Task& task, c10::Device device) {
  const at::NoGradGuard no_gradients;
  task.network().eval();
  ValidationReport report;
  report.samples = task.validation_size();
  PictureMetrics metrics;
  std::vector<Preview> shown;
  for (int64_t n = 0; n < report.samples; ++n) {
    const auto batch = moved(stacked({task.validation_sample(n)}), device);
    auto preview = task.preview(batch);
    metrics.add(preview);
    if (n < kShownSamples) shown.push_back(on_cpu(std::move(preview)));
    const auto terms = task.losses(batch);
    report.loss += total_of(terms).item<double>() / double(report.samples);
    const auto values = values_of(terms);
    if (report.terms.empty()) report.terms.resize(values.size());
    for (size_t i = 0; i < values.size(); ++i) {
      report.terms[i].first = values[i].first;
      report.terms[i].second += values[i].second / double(report.samples);
    }
  }
  report.metrics = metrics.values();
  report.preview = joined(shown);
  task.network().train();
  return report;
}

}  // namespace lowlight::training
