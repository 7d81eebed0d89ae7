#include "training/validation.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <algorithm>
#include <cmath>

#include "lowlight/core/error.h"
#include "lowlight/core/names.h"
#include "lowlight/core/text.h"
#include "training/learner.h"
#include "training/picture_metrics.h"
#include "training/step.h"

namespace lowlight::training {
namespace {

/// Adds each value's share to the mean of its name; all calls have the same names.
void add_to_means(std::vector<NamedValue>& means,
                  const std::vector<NamedValue>& values,
                  int64_t samples) {
  if (means.empty()) means.resize(values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    means[i].first = values[i].first;
    means[i].second += values[i].second / double(samples);
  }
}

}  // namespace

ValidationReport validate(Task& task, c10::Device device) {
  const at::NoGradGuard no_gradients;
  task.network().eval();
  ValidationReport report;
  report.samples = task.validation_size();
  PictureMetrics metrics;
  std::vector<NamedValue> figures;
  std::vector<Preview> shown;
  for (int64_t n = 0; n < report.samples; ++n) {
    const auto batch = moved(stacked({task.validation_sample(n)}), device);
    const auto preview = task.preview(batch);
    metrics.add(preview);
    if (n < kShownSamples) shown.push_back(joined_previews({preview}));
    const auto terms = task.losses(batch);
    report.loss += total_of(terms).item<double>() / double(report.samples);
    add_to_means(report.terms, values_of(terms), report.samples);
    add_to_means(figures, task.figures(batch, preview), report.samples);
  }
  report.metrics = metrics.values();
  report.metrics.insert(report.metrics.end(), figures.begin(), figures.end());
  report.preview = joined_previews(shown);
  task.network().train();
  return report;
}

bool is_best(const ValidationReport& report, const std::string& name, Progress& progress) {
  std::vector<NamedValue> values{{"loss", report.loss}};
  values.insert(values.end(), report.terms.begin(), report.terms.end());
  values.insert(values.end(), report.metrics.begin(), report.metrics.end());
  const auto found = std::ranges::find(values, name, &NamedValue::first);
  if (found == values.end()) {
    std::vector<std::string> names;
    for (const auto& [known, value] : values) names.push_back(known);
    throw ConfigError("trainer.best",
                      {name + " is not measured here" + did_you_mean(name, names) +
                       "; what is: " + joined(names)});
  }
  const bool is_metric = size_t(found - values.begin()) > report.terms.size();
  const bool higher = is_metric && better(name) == metrics::Better::higher;
  const double value = found->second;
  const bool first = progress.best_step < 0;
  if (!std::isfinite(value) || !(first || (higher ? value > progress.best : value < progress.best)))
    return false;
  progress.best = value;
  progress.best_step = report.step;
  return true;
}

}  // namespace lowlight::training
