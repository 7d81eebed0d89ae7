// Analytic gradients against central differences, in double precision.
#pragma once

#include <torch/autograd.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

namespace lowlight::test {

using Tensors = std::vector<at::Tensor>;
using TensorFunction = std::function<Tensors(const Tensors&)>;

/// The worst entry: |analytic − numeric| / max(1, |numeric|), and where it is.
struct GradientReport {
  double worst = 0;
  std::string where = "nowhere";
};

namespace detail {

// sum(probe · output) turns any outputs into one number that every output element matters to.
inline at::Tensor probed_sum(const Tensors& outputs, uint64_t seed) {
  auto generator = at::detail::createCPUGenerator(seed);
  auto total = torch::zeros({}, at::kDouble);
  for (const auto& y : outputs) {
    if (!y.defined()) continue;
    total =
        total + (y * torch::randn(y.sizes(), generator, y.options().requires_grad(false))).sum();
  }
  return total;
}

inline double central_difference(const TensorFunction& function,
                                 Tensors& inputs,
                                 double& entry,
                                 uint64_t seed) {
  const double at = entry, step = 1e-6 * std::max(1.0, std::abs(at));
  entry = at + step;
  const double above = probed_sum(function(inputs), seed).item<double>();
  entry = at - step;
  const double below = probed_sum(function(inputs), seed).item<double>();
  entry = at;
  return (above - below) / (2 * step);
}

}  // namespace detail

/// Checks every element of every input, for two random projections of the outputs. Inputs must be
/// double; functions should be small (two evaluations an element) and smooth at the inputs.
inline GradientReport check_gradients(const TensorFunction& function, const Tensors& at_inputs) {
  GradientReport report;
  Tensors inputs;
  for (const auto& x : at_inputs) {
    TORCH_CHECK(x.scalar_type() == at::kDouble, "check_gradients: inputs must be double");
    inputs.push_back(x.detach().clone().contiguous().requires_grad_());
  }
  for (uint64_t seed = 1; seed <= 2; ++seed) {
    const auto analytic = torch::autograd::grad(
        {detail::probed_sum(function(inputs), seed)}, inputs, {}, {}, false, /*allow_unused=*/true);
    torch::NoGradGuard no_grad;
    for (size_t i = 0; i < inputs.size(); ++i) {
      const auto found =
          (analytic[i].defined() ? analytic[i] : torch::zeros_like(inputs[i])).contiguous();
      for (int64_t k = 0; k < inputs[i].numel(); ++k) {
        const double expected =
            detail::central_difference(function, inputs, inputs[i].data_ptr<double>()[k], seed);
        const double error =
            std::abs(found.data_ptr<double>()[k] - expected) / std::max(1.0, std::abs(expected));
        if (error <= report.worst) continue;  // NaN is not less: it is reported
        report = {error, "input " + std::to_string(i) + ", element " + std::to_string(k)};
      }
    }
  }
  return report;
}

}  // namespace lowlight::test
