#include "step.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <cmath>

#include "lowlight/core/check.h"
#include "lowlight/training/schedule.h"

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

void compute_losses(Step& step, Task& task, const Batch& batch) {
  step.terms = task.losses(batch);
  step.total = total_of(step.terms);
  LOWLIGHT_CHECK(step.total.requires_grad(),
                 "train: the loss must depend on a weight of the network");
}

void update(Learner& learner, const TrainerOptions& options) {
  learner.adam.step(learning_rate_at(learner.progress.step, options.steps, options.schedule));
  learner.average.update(learner.progress.step);
  ++learner.progress.step;
}

}  // namespace

Step take_step(Learner& learner, const TrainerOptions& options, const Batch& batch) {
  Step step;
  step.culprits = non_finite_tensors(batch);
  if (!step.culprits.empty()) return step;
  learner.adam.clear_gradients();
  compute_losses(step, learner.task, batch);
  if (!is_finite(step.total)) {
    step.culprits = non_finite_values(learner.task.trained(), step.terms);
    return step;
  }
  step.total.backward();
  step.gradient_norm = learner.adam.clip_gradients(options.clip_norm);
  if (!std::isfinite(step.gradient_norm)) {
    step.culprits = non_finite_gradients(learner.adam);
    return step;
  }
  update(learner, options);
  return step;
}

std::vector<NamedValue> values_of(const std::vector<LossTerm>& terms) {
  std::vector<NamedValue> values;
  for (const auto& term : terms) values.emplace_back(term.name, term.value.item<double>());
  return values;
}

}  // namespace lowlight::training
