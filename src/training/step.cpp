#include "step.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <cmath>

#include "lowlight/core/check.h"
#include "lowlight/training/schedule.h"
#include "lowlight/training/weight_ramp.h"

namespace lowlight::training {
namespace {

bool is_finite(const at::Tensor& tensor) { return tensor.isfinite().all().item<bool>(); }

std::vector<std::string> non_finite_tensors(const Batch& batch) {
  std::vector<std::string> culprits;
  for (const auto& [name, tensor] : batch.tensors) {
    if (!is_finite(tensor)) culprits.push_back("batch tensor " + name);
  }
  return culprits;
}

std::vector<std::string> non_finite_values(const torch::nn::Module& network,
                                           const std::vector<LossTerm>& terms) {
  std::vector<std::string> culprits;
  for (const auto& [name, tensor] : io::module_tensors(network)) {
    if (!is_finite(tensor)) culprits.push_back("weight " + name);
  }
  for (const auto& term : terms) {
    if (!is_finite(term.value)) culprits.push_back("loss term " + term.name);
  }
  return culprits;
}

std::vector<std::string> non_finite_gradients(const Adam& adam) {
  std::vector<std::string> culprits;
  for (const auto& name : adam.non_finite_gradients()) culprits.push_back("gradient of " + name);
  return culprits;
}

/// Adds the mean of a part's terms to the step's.
void add_terms(Step& step, const std::vector<LossTerm>& terms, double share) {
  if (step.terms.empty()) {
    for (const auto& term : terms)
      step.terms.push_back({term.name, at::zeros_like(term.value.detach()), "", ""});
  }
  for (size_t i = 0; i < terms.size(); ++i) {
    auto& sum = step.terms[i];
    sum.value = sum.value + share * terms[i].value.detach();
    if (sum.skipped.empty()) sum.skipped = terms[i].skipped;
    if (sum.note.empty()) sum.note = terms[i].note;
  }
}

/// Losses and gradients of one part; false, with the culprits, where a number is not finite.
bool learn_part(Step& step, Learner& learner, const Batch& batch, double share) {
  step.culprits = non_finite_tensors(batch);
  if (!step.culprits.empty()) return false;
  auto terms = learner.task.losses(batch);
  apply_weight_ramps(learner.ramps, learner.progress.step, terms);
  add_terms(step, terms, share);
  const auto total = total_of(terms);
  LOWLIGHT_CHECK(total.requires_grad(), "train: the loss must depend on a weight of the network");
  if (!is_finite(total)) {
    step.culprits = non_finite_values(learner.task.trained(), terms);
    return false;
  }
  (share * total).backward();
  return true;
}

double next_rate(const Progress& progress, const TrainerOptions& options) {
  return progress.rate_factor *
         learning_rate_at(progress.step, options.steps, options.schedule, progress.plateau.falls);
}

}  // namespace

Step take_step(Learner& learner, const TrainerOptions& options, const std::vector<Batch>& parts) {
  auto& progress = learner.progress;
  Step step;
  step.number = progress.step + 1;
  step.learning_rate = next_rate(progress, options);
  learner.adam.clear_gradients();
  for (step.part = 0; step.part < parts.size(); ++step.part) {
    if (!learn_part(step, learner, parts[step.part], 1.0 / double(parts.size()))) return step;
  }
  step.part = 0;
  step.total = total_of(step.terms);
  step.gradient_norm = learner.adam.clip_gradients(options.clip_norm);
  if (!std::isfinite(step.gradient_norm)) {
    step.culprits = non_finite_gradients(learner.adam);
    return step;
  }
  learner.adam.clip_elements(options.clip_value);
  learner.adam.step(step.learning_rate);
  learner.average.update(progress.step);
  ++progress.step;
  return step;
}

std::vector<NamedValue> values_of(const std::vector<LossTerm>& terms) {
  std::vector<NamedValue> values;
  for (const auto& term : terms) values.emplace_back(term.name, term.value.item<double>());
  return values;
}

}  // namespace lowlight::training
