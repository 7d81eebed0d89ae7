#include "lowlight/training/adam.h"

#include <torch/nn/modules/linear.h>
#include <torch/nn/utils/convert_parameters.h>
#include <torch/optim/adamw.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>
#include <limits>
#include <vector>

#include "support/catch.h"

using namespace lowlight::training;

namespace {

torch::nn::Linear linear() {
  torch::manual_seed(3);
  return torch::nn::Linear(5, 3);
}

void backward(torch::nn::Linear& network, int64_t step) {
  const auto x = torch::linspace(-1, 1, 20).view({4, 5}) * double(step + 1);
  network->forward(x).pow(2).mean().backward();
}

/// The formulas of the header, one operation after the other, in double precision.
struct PlainAdam {
  AdamOptions options;
  at::Tensor weight;  // double
  at::Tensor first = at::zeros_like(weight), second = at::zeros_like(weight);
  int64_t steps = 0;

  void step(at::Tensor gradient, double rate) {
    ++steps;
    gradient = gradient.to(at::kDouble);
    if (options.decay == DecayKind::decoupled) {
      weight = weight * (1 - rate * options.weight_decay);
    } else {
      gradient = gradient + options.weight_decay * weight;
    }
    first = options.beta1 * first + (1 - options.beta1) * gradient;
    second = options.beta2 * second + (1 - options.beta2) * gradient * gradient;
    const auto mean = first / (1 - std::pow(options.beta1, double(steps)));
    const auto square = second / (1 - std::pow(options.beta2, double(steps)));
    weight = weight - rate * mean / (square.sqrt() + options.eps);
  }
};

}  // namespace

TEST_CASE("The fused update is the plain one with either kind of weight decay") {
  std::vector<at::Tensor> results;
  for (const auto decay : {DecayKind::decoupled, DecayKind::gradient}) {
    auto network = linear();
    const AdamOptions options{.beta1 = 0.7, .beta2 = 0.95, .weight_decay = 0.2, .decay = decay};
    Adam adam(*network, options);
    PlainAdam plain{options, network->weight.detach().to(at::kDouble)};
    for (int64_t step = 0; step < 12; ++step) {
      adam.clear_gradients();
      backward(network, step);
      const double rate = 0.01 * double(1 + step % 3);
      plain.step(network->weight.grad(), rate);
      adam.step(rate);
      CHECK(torch::allclose(network->weight.to(at::kDouble), plain.weight, 1e-5, 1e-6));
    }
    results.push_back(network->weight.detach());
  }
  CHECK_FALSE(torch::allclose(results[0], results[1], 1e-3));
}

TEST_CASE("Elements of gradients are limited to the same size on both sides") {
  auto network = linear();
  Adam adam(*network, {});
  network->weight.mutable_grad() = torch::linspace(-7, 7, 15).view({3, 5});
  network->bias.mutable_grad() = torch::full({3}, std::numeric_limits<float>::quiet_NaN());
  adam.clip_elements(0);
  CHECK(network->weight.grad().max().item<double>() == 7);
  adam.clip_elements(2);
  CHECK(torch::equal(network->weight.grad(), torch::linspace(-7, 7, 15).view({3, 5}).clamp(-2, 2)));
  CHECK(network->bias.grad().isnan().all().item<bool>());
}

TEST_CASE("Adam makes the steps of the stock optimiser with and without weight decay") {
  for (const double decay : {0.0, 0.1}) {
    auto ours = linear(), theirs = linear();
    Adam adam(*ours, {.beta1 = 0.5, .beta2 = 0.9, .eps = 1e-6, .weight_decay = decay});
    torch::optim::AdamW stock(
        theirs->parameters(),
        torch::optim::AdamWOptions(0.01).betas({0.5, 0.9}).eps(1e-6).weight_decay(decay));
    for (int64_t step = 0; step < 10; ++step) {
      adam.clear_gradients();
      backward(ours, step);
      adam.step(0.01);
      stock.zero_grad();
      backward(theirs, step);
      stock.step();
    }
    CHECK(torch::allclose(ours->weight, theirs->weight, 1e-5, 1e-7));
    CHECK(torch::allclose(ours->bias, theirs->bias, 1e-5, 1e-7));
    CHECK_FALSE(torch::allclose(ours->weight, linear()->weight, 1e-3));
  }
}

TEST_CASE("Parameters without a gradient stay and frozen ones have no state") {
  auto network = linear();
  network->bias.set_requires_grad(false);
  Adam adam(*network, {});
  CHECK(adam.state().size() == 3);
  const auto before = network->weight.detach().clone();
  adam.step(0.1);
  CHECK(torch::equal(network->weight, before));
  CHECK(adam.state().at("steps.weight").item<double>() == 0);
}

TEST_CASE("Clipping scales all gradients to the joint norm and reports the norm before") {
  auto network = linear();
  Adam adam(*network, {});
  network->weight.mutable_grad() = torch::full({3, 5}, 2.0);
  network->bias.mutable_grad() = torch::full({3}, 2.0);
  const double norm = 2 * std::sqrt(18.0);
  CHECK(adam.clip_gradients(0) == Approx(norm));
  CHECK(adam.clip_gradients(norm + 1) == Approx(norm));
  CHECK(network->bias.grad()[0].item<double>() == 2);
  CHECK(adam.clip_gradients(1) == Approx(norm));
  CHECK(adam.clip_gradients(0) == Approx(1));
}

TEST_CASE("A gradient that is not finite is not clipped") {
  auto network = linear();
  Adam adam(*network, {});
  network->weight.mutable_grad() = torch::ones({3, 5});
  network->bias.mutable_grad() = torch::full({3}, std::numeric_limits<float>::infinity());
  CHECK_FALSE(std::isfinite(adam.clip_gradients(1)));
  CHECK(network->weight.grad()[0][0].item<double>() == 1);
}

TEST_CASE("The update ratio is the change of the weights by their size") {
  auto network = linear();
  Adam adam(*network, {.weight_decay = 0});
  CHECK(adam.update_ratio(0.1) == 0);
  for (int64_t step = 0; step < 3; ++step) {
    adam.clear_gradients();
    backward(network, step);
    const auto before = torch::nn::utils::parameters_to_vector(network->parameters()).clone();
    adam.step(0.1);
    const auto after = torch::nn::utils::parameters_to_vector(network->parameters());
    const double ratio = ((after - before).norm() / after.norm()).item<double>();
    CHECK(adam.update_ratio(0.1) == Approx(ratio).epsilon(1e-4));
  }
}
