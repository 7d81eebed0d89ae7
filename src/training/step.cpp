#include "training/step.h"

#include <ATen/ATen.h>
#include <ATen/record_function.h>
#include <torch/nn/module.h>

#include <cmath>

#include "lowlight/core/check.h"
#include "lowlight/doctor/finite_check.h"
#include "lowlight/training/schedule.h"
#include "training/mixed_precision.h"
#include "training/random_state.h"
#include "training/weight_ramp.h"

namespace lowlight::training {
namespace {

using doctor::NamedTensor;

std::vector<NamedTensor> values_in(const Batch& batch) {
  std::vector<NamedTensor> values;
  for (const auto& [name, tensor] : batch.tensors)
    values.emplace_back("batch tensor " + name, tensor);
  return values;
}

std::vector<NamedTensor> values_in(const std::vector<LossTerm>& terms) {
  std::vector<NamedTensor> values;
  for (const auto& term : terms) values.emplace_back("loss term " + term.name, term.value.detach());
  return values;
}

std::vector<NamedTensor> weights_in(const torch::nn::Module& network) {
  std::vector<NamedTensor> values;
  for (const auto& [name, tensor] : io::module_tensors(network))
    values.emplace_back("weight " + name, tensor);
  return values;
}

std::vector<NamedTensor> gradients_in(const torch::nn::Module& network) {
  std::vector<NamedTensor> values;
  for (const auto& item : network.named_parameters())
    values.emplace_back("gradient of " + item.key(), item.value().grad());
  return values;
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

void update(Learner& learner, const TrainerOptions& options, double learning_rate) {
  RECORD_USER_SCOPE("update");
  learner.adam.clip_elements(options.clip_value);
  learner.adam.step(learning_rate);
  learner.average.update(learner.progress.step);
  ++learner.progress.step;
}

/// Adds the gradients of one part, and its terms to the step's and to `values`.
void learn_part(Step& step,
                Learner& learner,
                const Batch& part,
                double share,
                std::vector<std::vector<NamedTensor>>& values) {
  step.random.push_back(random_state(learner.device));
  const auto terms = losses_of(learner, moved(part, learner.device), learner.precision);
  add_terms(step, terms, share);
  values.push_back(values_in(terms));
  const auto total = total_of(terms);
  LOWLIGHT_CHECK(total.requires_grad(), "train: the loss must depend on a weight of the network");
  RECORD_USER_SCOPE("backward");
  (share * total).backward();
}

/// Names what is not finite, nearest to its cause: weights and terms, or else gradients.
void find_culprits(Step& step,
                   const torch::nn::Module& network,
                   const std::vector<std::vector<NamedTensor>>& terms) {
  step.culprits = doctor::non_finite_names(weights_in(network));
  for (size_t part = 0; part < terms.size(); ++part) {
    const auto names = doctor::non_finite_names(terms[part]);
    if (names.empty()) continue;
    step.part = part;
    step.culprits.insert(step.culprits.end(), names.begin(), names.end());
    return;
  }
  if (step.culprits.empty()) step.culprits = doctor::non_finite_names(gradients_in(network));
  if (step.culprits.empty()) step.culprits = {"norm of the gradients"};
}

double next_rate(const Progress& progress, const TrainerOptions& options) {
  return progress.rate_factor *
         learning_rate_at(progress.step, options.steps, options.schedule, progress.plateau.falls);
}

}  // namespace

std::vector<LossTerm> losses_of(Learner& learner, const Batch& batch, Precision precision) {
  RECORD_USER_SCOPE("losses");
  const MixedPrecision mixed(learner.device.type(), precision == Precision::bfloat16);
  auto terms = learner.task.losses(batch);
  apply_weight_ramps(learner.ramps, learner.progress.step, terms);
  return terms;
}

Step take_step(Learner& learner, const TrainerOptions& options, const std::vector<Batch>& parts) {
  const auto& network = learner.task.trained();
  Step step;
  step.number = learner.progress.step + 1;
  step.learning_rate = next_rate(learner.progress, options);
  for (const auto& part : parts) {
    if (const auto values = values_in(part); !doctor::all_finite(values)) {
      step.culprits = doctor::non_finite_names(values);
      step.random.assign(parts.size(), random_state(learner.device));
      return step;
    }
    ++step.part;
  }
  step.part = 0;
  learner.adam.clear_gradients();
  std::vector<std::vector<NamedTensor>> terms;
  for (const auto& part : parts) learn_part(step, learner, part, 1.0 / double(parts.size()), terms);
  step.total = total_of(step.terms);
  step.gradient_norm = learner.adam.clip_gradients(options.clip_norm);
  auto values = gradients_in(network);
  for (const auto& more : terms) values.insert(values.end(), more.begin(), more.end());
  if (!std::isfinite(step.gradient_norm) || !doctor::all_finite(values)) {
    find_culprits(step, network, terms);
    return step;
  }
  update(learner, options, step.learning_rate);
  return step;
}

std::vector<Batch> parts_of(const TrainerOptions& options,
                            const std::function<Sample(int64_t)>& next) {
  std::vector<Batch> parts;
  for (int64_t i = 0; i < options.batch;) {
    std::vector<Sample> samples;
    for (int64_t end = i + options.batch / options.accumulate; i < end; ++i)
      samples.push_back(next(i));
    parts.push_back(stacked(samples));
  }
  return parts;
}

std::vector<NamedValue> values_of(const std::vector<LossTerm>& terms) {
  std::vector<NamedValue> values;
  for (const auto& term : terms) values.emplace_back(term.name, term.value.item<double>());
  return values;
}

}  // namespace lowlight::training
