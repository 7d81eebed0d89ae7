#include "lowlight/training/adam.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <cmath>

namespace lowlight::training {

Adam::Adam(torch::nn::Module& network, const AdamOptions& options) : options_(options) {
  for (const auto& item : network.named_parameters()) {
    const auto& parameter = item.value();
    if (!parameter.requires_grad()) continue;
    const auto zeros = [&] {
      return at::zeros_like(parameter, parameter.options().requires_grad(false));
    };
    slots_.push_back({item.key(),
                      parameter,
                      zeros(),
                      zeros(),
                      at::zeros({}, parameter.options().dtype(at::kFloat))});
  }
}

void Adam::step(double learning_rate) {
  std::vector<at::Tensor> parameters, gradients, first, second, steps;
  for (auto& slot : slots_) {
    if (!slot.parameter.grad().defined()) continue;
    slot.steps.add_(1);
    parameters.push_back(slot.parameter.detach());
    gradients.push_back(slot.parameter.grad());
    first.push_back(slot.first);
    second.push_back(slot.second);
    steps.push_back(slot.steps);
  }
  if (parameters.empty()) return;
  const auto update = [&](const auto& fused) {
    fused(parameters,
          gradients,
          first,
          second,
          /*max_exp_avg_sqs=*/at::TensorList(),
          steps,
          learning_rate,
          options_.beta1,
          options_.beta2,
          options_.weight_decay,
          options_.eps,
          /*amsgrad=*/false,
          /*maximize=*/false);
  };
  if (options_.decay == DecayKind::decoupled)
    update([](auto&&... arguments) { at::_fused_adamw_(arguments...); });
  else
    update([](auto&&... arguments) { at::_fused_adam_(arguments...); });
}

void Adam::clear_gradients() {
  for (auto& slot : slots_) slot.parameter.mutable_grad().reset();
}

std::vector<at::Tensor> Adam::gradients() const {
  std::vector<at::Tensor> gradients;
  for (const auto& slot : slots_) {
    if (slot.parameter.grad().defined()) gradients.push_back(slot.parameter.grad());
  }
  return gradients;
}

double Adam::clip_gradients(double max_norm) {
  const auto all = gradients();
  if (all.empty()) return 0;
  const double norm = at::stack(at::_foreach_norm(all)).norm().item<double>();
  if (max_norm > 0 && std::isfinite(norm) && norm > max_norm)
    at::_foreach_mul_(all, max_norm / norm);
  return norm;
}

void Adam::clip_elements(double limit) {
  if (limit == 0) return;
  for (const auto& gradient : gradients()) gradient.clamp_(-limit, limit);
}

double Adam::update_ratio(double learning_rate) const {
  double updates = 0, weights = 0;
  for (const auto& slot : slots_) {
    const double steps = slot.steps.item<double>();
    if (steps == 0) continue;
    const auto mean = slot.first / (1 - std::pow(options_.beta1, steps));
    const auto root = (slot.second / (1 - std::pow(options_.beta2, steps))).sqrt();
    updates += (mean / (root + options_.eps)).square().sum().item<double>();
    weights += slot.parameter.detach().square().sum().item<double>();
  }
  return weights > 0 ? learning_rate * std::sqrt(updates / weights) : 0;
}

std::map<std::string, at::Tensor> Adam::state() const {
  std::map<std::string, at::Tensor> state;
  for (const auto& slot : slots_) {
    state["first." + slot.name] = slot.first;
    state["second." + slot.name] = slot.second;
    state["steps." + slot.name] = slot.steps;
  }
  return state;
}

}  // namespace lowlight::training
