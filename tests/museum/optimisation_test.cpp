// Bugs of learning rates, precision and statistics of layers.
#include <ATen/autocast_mode.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/pooling.h>

#include <cmath>
#include <limits>

#include "museum.h"

using namespace lowlight;
using namespace lowlight::test;

namespace {

/// Weights as a run that diverged leaves them: the loss overflows.
Patient overflowing(torch::nn::Conv2d conv, const at::Tensor& x) {
  {
    const torch::NoGradGuard no_gradients;
    conv->weight.mul_(1e20);
  }
  return patient_of(*conv, {{"image", x}}, [=]() mutable {
    return only("reconstruction", conv->forward(x).square().mean());
  });
}

}  // namespace

TEST_CASE("A learning rate that made the loss grow step by step is named") {
  auto patient = overflowing(small_conv(), torch::rand({2, 3, 8, 8}));
  patient.history = {{0.4, 0.5, 0.9, 3, 20, 400, 1e5}, {1, 1, 1, 1}, {0.02, 0.05, 0.1, 0.4, 0.8}};
  EXPECT_CAUSE(diagnose(patient), "learning_rate");
  patient.history = {{0.4, 0.39, 0.4, 0.38, 0.39, 0.37}, {1e-4}, {1e-3, 1e-3, 1e-3, 1e-3}};
  EXPECT_CAUSE(diagnose(patient), "unknown");
}

TEST_CASE("Gradients that are finite are named where their squares are not") {
  auto conv = small_conv();
  const auto x = torch::rand({2, 3, 8, 8});
  const auto with = [&](double scale, double ratio) {
    auto patient = patient_of(*conv, {{"image", x}}, [&, scale] {
      return only("energy", (conv->forward(x) * scale).square().mean());
    });
    patient.history = {{0.4}, {1}, {ratio}};
    return diagnose(patient);
  };
  const auto diagnosis = with(1e10, 0.02);  // a loss and gradients of about 1e20
  EXPECT_CAUSE(diagnosis, "unknown");
  CHECK(diagnosis.reproduced);
  REQUIRE(diagnosis.producer);
  CHECK(diagnosis.producer->backward);
  CHECK(diagnosis.producer->output.finite());
  CHECK_THAT(diagnosis.text(), ContainsSubstring("their squares are not"));
  EXPECT_CAUSE(with(1e10, 1.0), "learning_rate");
  EXPECT_CAUSE(with(1e8, 1.0), "none");
}

TEST_CASE("A learning rate that ruined the weights in one update is named") {
  auto patient = overflowing(small_conv(), torch::rand({2, 3, 8, 8}));
  patient.history = {{0.4}, {1000}, {1.0}};
  EXPECT_CAUSE(diagnose(patient), "learning_rate");
  patient.history = {{0.4}, {1e-3}, {0.02}};
  EXPECT_CAUSE(diagnose(patient), "unknown");
}

TEST_CASE("What only bf16 cannot hold is named") {
  auto conv = small_conv();
  const auto x = torch::rand({2, 3, 8, 8});
  const auto losses = [&](at::ScalarType type) {
    return [&, type] {
      // The energy of two bright patches, apart by less than a step of bf16.
      const auto y = (conv->forward(x).sigmoid() * 1e-2 + 300).to(type);
      const auto spread = y.amax({1, 2, 3}) - y.amin({1, 2, 3});
      return only("energy", (1 / spread).to(torch::kFloat).mean());
    };
  };
  auto patient = patient_of(*conv, {{"image", x}}, losses(torch::kBFloat16));
  patient.in_float = losses(torch::kFloat);
  const auto diagnosis = diagnose(patient);
  EXPECT_CAUSE(diagnosis, "reduced_precision");
  CHECK_THAT(diagnosis.text(), ContainsSubstring("BFloat16"));
  patient.in_float = patient.subject.losses;
  EXPECT_CAUSE(diagnose(patient), "zero_denominator");
}

TEST_CASE(
    "What overflows only under autocast is named with the layer that rounds it up to infinity") {
  torch::nn::Sequential network;
  network->push_back("encoder", torch::nn::Linear(2, 2));
  network->push_back("energy", torch::nn::Linear(torch::nn::LinearOptions(2, 1).bias(false)));
  const auto x = torch::rand({2, 2});
  {
    // bf16 holds either weight; their sum, 2^128 (1 - 2^-10), float alone.
    const torch::NoGradGuard no_gradients;
    auto parameters = network->named_parameters();
    parameters["encoder.weight"].zero_();
    parameters["encoder.bias"].fill_(1);
    parameters["energy.weight"].copy_(
        torch::tensor({{std::ldexp(1 - 0x1p-8, 128), std::ldexp(3.0, 118)}}));
  }
  const auto losses = [&](bool reduced) {
    return [&, reduced] {
      at::autocast::set_autocast_enabled(at::kCPU, reduced);
      const auto energy = network->forward(x);
      at::autocast::set_autocast_enabled(at::kCPU, false);
      at::autocast::clear_cache();
      return only("energy", energy.to(torch::kFloat).log().mean());
    };
  };
  auto patient = patient_of(*network, {{"values", x}}, losses(true));
  patient.in_float = losses(false);
  const auto diagnosis = diagnose(patient);
  EXPECT_CAUSE(diagnosis, "reduced_precision");
  REQUIRE(diagnosis.producer);
  CHECK(diagnosis.producer->module == "energy");
  CHECK_FALSE(diagnosis.producer->backward);
  CHECK(diagnosis.producer->output.type == "BFloat16");
  CHECK(diagnosis.producer->output.positive_infinite == 2);
  patient.subject.losses = losses(false);
  EXPECT_CAUSE(diagnose(patient), "none");
}

TEST_CASE("Batch norm of one value is named where the layer refuses it") {
  torch::nn::Sequential network(torch::nn::AdaptiveAvgPool2d(1), torch::nn::BatchNorm2d(3));
  const auto x = torch::rand({1, 3, 8, 8});
  const auto diagnosis = diagnose(
      patient_of(*network, {{"image", x}}, [&] { return only("l", network->forward(x).mean()); }));
  EXPECT_CAUSE(diagnosis, "one_value_statistics");
  CHECK_THAT(diagnosis.producer->place, ContainsSubstring("right after aten::mean"));
}

TEST_CASE("The deviation of one value is named") {
  auto conv = small_conv();
  const auto x = torch::rand({1, 3, 8, 8});
  EXPECT_CAUSE(
      diagnose(patient_of(*conv,
                          {{"image", x}},
                          [&] {
                            return only("style", conv->forward(x).mean({2, 3}).std(0).mean());
                          })),
      "one_value_statistics");
}

TEST_CASE("A schedule that goes on past its end is named") {
  auto conv = small_conv();
  {
    const torch::NoGradGuard no_gradients;
    conv->weight.fill_(std::numeric_limits<float>::quiet_NaN());
  }
  const auto x = torch::rand({2, 3, 8, 8});
  auto patient = patient_of(
      *conv, {{"image", x}}, [&] { return only("l", conv->forward(x).square().mean()); });
  const auto rate = [](double t) { return 1e-3 * std::pow(1 - t / 371, 0.9); };
  patient.history.learning_rates = {rate(369), rate(370), rate(371), rate(372)};
  const auto diagnosis = diagnose(patient);
  EXPECT_CAUSE(diagnosis, "schedule_negative_base");
  CHECK(diagnosis.cause.verdict == "The learning rate itself is no rate: NaN");
  CHECK_THAT(diagnosis.producer->place, ContainsSubstring("the weight weight"));
}
