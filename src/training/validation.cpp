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

/// Held-out samples judged: a row of values each, whose names are those of the first.
struct Judged {
  std::vector<std::string> names;
  std::vector<double> rows;

  void add(const std::vector<NamedValue>& values) {
    if (names.empty()) {
      for (const auto& [name, value] : values) names.push_back(name);
    }
    for (const auto& [name, value] : values) rows.push_back(value);
  }

  /// Takes in the rows of all ranks; a rank may have none, but for rank 0.
  void gather(const Ranks& ranks) {
    if (ranks.size() == 1) return;
    rows = gathered_numbers(rows, ranks);
    names = broadcast_texts(names, 0, ranks);
  }

  std::vector<NamedValue> means() const {
    std::vector<NamedValue> means;
    for (const auto& name : names) means.emplace_back(name, 0);
    const double samples = double(rows.size() / names.size());
    for (size_t i = 0; i < rows.size(); ++i) means[i % names.size()].second += rows[i] / samples;
    return means;
  }
};

/// Where the samples of a rank begin: those of rank 0 come first, and there is one.
int64_t begin_of(int64_t rank, int64_t samples, const Ranks& ranks) {
  return (samples * rank + ranks.size() - 1) / ranks.size();
}

}  // namespace

ValidationReport validate(Task& task, c10::Device device, const Ranks& ranks) {
  const at::NoGradGuard no_gradients;
  task.network().eval();
  ValidationReport report;
  report.samples = task.validation_size();
  PictureMetrics metrics;
  Judged losses, terms, figures;
  std::vector<Preview> shown;
  const auto end = begin_of(ranks.rank() + 1, report.samples, ranks);
  for (int64_t n = begin_of(ranks.rank(), report.samples, ranks); n < end; ++n) {
    const auto batch = moved(stacked({task.validation_sample(n)}), device);
    const auto preview = task.preview(batch);
    metrics.add(preview);
    if (shown.size() < size_t(kShownSamples)) shown.push_back(joined_previews({preview}));
    const auto values = task.losses(batch);
    losses.add({{"loss", total_of(values).item<double>()}});
    terms.add(values_of(values));
    figures.add(task.figures(batch, preview));
  }
  metrics.gather(ranks);
  for (auto* judged : {&losses, &terms, &figures}) judged->gather(ranks);
  report.loss = losses.means().front().second;
  report.terms = terms.means();
  report.metrics = metrics.values();
  if (!figures.names.empty()) {
    const auto means = figures.means();
    report.metrics.insert(report.metrics.end(), means.begin(), means.end());
  }
  if (!shown.empty()) report.preview = joined_previews(shown);
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
