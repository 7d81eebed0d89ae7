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
  share *= part.part.share;
  step.random.push_back(random_state(learner.device));
  const auto terms = losses_of(learner, moved(part, learner.device), learner.precision);
  add_terms(step, terms, share);
  values.push_back(values_in(terms));
  const auto total = total_of(terms);
  const bool elsewhere = learner.ranks.size() > 1;  // a rank's samples may have nothing to teach
  if (elsewhere && !total.requires_grad()) return;
  LOWLIGHT_CHECK(total.requires_grad(), "train: the loss must depend on a weight of the network");
  RECORD_USER_SCOPE("backward");
  (share * total).backward();
}

/// The sums over all ranks, of the step's terms and of the gradients, once all parts are learned.
void sum_over_ranks(Step& step, Learner& learner) {
  std::vector<at::Tensor> values;
  for (const auto& term : step.terms) values.push_back(term.value);
  const auto sums = at::stack(values);
  // After the gradients: a rank may send the last of them only here.
  learner.sums->finish();
  learner.ranks.begin_sum(sums)();
  for (size_t i = 0; i < step.terms.size(); ++i) step.terms[i].value = sums[int64_t(i)];
}

/// Names what is not finite here, nearest to its cause: weights and terms, or else gradients.
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
}

/// The step leaves the weights as they are: what was not finite, on which rank?
void give_up(Step& step, Learner& learner, const std::vector<std::vector<NamedTensor>>& terms) {
  step.finite = false;
  if (learner.sums) learner.sums->restore();
  find_culprits(step, learner.task.trained(), terms);
  const bool found = any(!step.culprits.empty(), learner.ranks);
  if (!found && learner.ranks.rank() == 0) step.culprits = {"norm of the gradients"};
}

/// Whether the batch is finite on all ranks. Where it is not, the step names what is not here.
bool check_batch(Step& step, const Learner& learner, const std::vector<Batch>& parts) {
  for (const auto& part : parts) {
    if (const auto values = values_in(part); !doctor::all_finite(values)) {
      step.culprits = doctor::non_finite_names(values);
      break;
    }
    ++step.part;
  }
  step.finite = !any(!step.culprits.empty(), learner.ranks);
  if (step.culprits.empty()) step.part = 0;
  if (!step.finite) step.random.assign(parts.size(), random_state(learner.device));
  return step.finite;
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
  if (!check_batch(step, learner, parts)) return step;
  learner.adam.clear_gradients();
  std::vector<std::vector<NamedTensor>> terms;
  for (const auto& part : parts) {
    if (learner.sums && &part == &parts.back()) learner.sums->begin();
    learn_part(step, learner, part, 1.0 / double(parts.size()), terms);
  }
  if (learner.sums) sum_over_ranks(step, learner);
  step.total = total_of(step.terms);
  step.gradient_norm = learner.adam.clip_gradients(options.clip_norm);
  auto values = gradients_in(network);
  for (const auto& value : values_in(step.terms)) values.push_back(value);
  if (!std::isfinite(step.gradient_norm) || !doctor::all_finite(values)) {
    give_up(step, learner, terms);
    return step;
  }
  update(learner, options, step.learning_rate);
  return step;
}

std::vector<Batch> parts_of(const TrainerOptions& options,
                            const std::function<Sample(int64_t)>& next,
                            const Ranks& ranks) {
  const auto share = batch_share(options, ranks);
  std::vector<Batch> parts;
  for (int64_t i = 0; i < share.samples();) {
    std::vector<Sample> samples;
    for (const int64_t end = i + share.count; i < end; ++i) samples.push_back(next(i));
    parts.push_back(stacked(samples));
    parts.back().part = {&ranks, double(share.count) / double(share.part)};
  }
  return parts;
}

std::vector<NamedValue> values_of(const std::vector<LossTerm>& terms) {
  std::vector<NamedValue> values;
  for (const auto& term : terms) values.emplace_back(term.name, term.value.item<double>());
  return values;
}

}  // namespace lowlight::training
