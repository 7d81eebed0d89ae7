#include "lowlight/training/term_probe.h"

#include <ATen/ATen.h>
#include <torch/autograd.h>
#include <torch/nn/module.h>

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>

#include "training/learner.h"
#include "training/step.h"

namespace lowlight::training {
namespace {

double gradient_norm(const at::Tensor& value, const std::vector<at::Tensor>& trained) {
  if (!value.requires_grad()) return 0;
  const auto gradients = torch::autograd::grad({value},
                                               trained,
                                               /*grad_outputs=*/{},
                                               /*retain_graph=*/true,
                                               /*create_graph=*/false,
                                               /*allow_unused=*/true);
  double squares = 0;
  for (const auto& gradient : gradients) {
    if (gradient.defined()) squares += gradient.to(at::kDouble).square().sum().item<double>();
  }
  return std::sqrt(squares);
}

}  // namespace

std::vector<TermProbe> probe_terms(Task& task, const TrainerOptions& options) {
  Learner learner(task, options);
  std::vector<at::Tensor> trained;
  for (const auto& parameter : task.trained().parameters()) {
    if (parameter.requires_grad()) trained.push_back(parameter);
  }
  const auto parts = parts_of(options, [&](int64_t i) { return task.sample(i); });
  std::vector<TermProbe> probes;
  const auto batch = moved(parts.front(), learner.device);
  for (const auto& term : losses_of(learner, batch, learner.precision)) {
    probes.push_back({term.name,
                      term.value.item<double>(),
                      gradient_norm(term.value, trained),
                      term.skipped.empty() ? term.note : "skipped: " + term.skipped});
  }
  return probes;
}

std::string text_of(const std::vector<TermProbe>& probes) {
  size_t width = 4;
  for (const auto& probe : probes) width = std::max(width, probe.name.size());
  std::ostringstream text;
  text << std::left << std::setw(int(width) + 2) << "term" << std::setw(14) << "value"
       << "gradient norm\n";
  for (const auto& probe : probes) {
    text << std::setw(int(width) + 2) << probe.name << std::setw(14) << probe.value << std::setw(14)
         << probe.gradient_norm << probe.note << '\n';
  }
  return text.str();
}

}  // namespace lowlight::training
