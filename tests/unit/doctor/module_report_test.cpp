#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>

#include "lowlight/doctor/module_report.h"

#include "museum/museum.h"

using namespace lowlight;
using namespace lowlight::doctor;
using namespace lowlight::test;

TEST_CASE("A module report tells what went in and came out and what its gradients are") {
  torch::manual_seed(1);
  torch::nn::Sequential network(
      torch::nn::Linear(3, 4), torch::nn::ReLU(), torch::nn::Linear(4, 2));
  const auto x = torch::rand({5, 3}) * 7;
  const auto losses = [&] { return only("l", network->forward(x).square().mean()); };
  const auto reports = module_reports(observe(patient_of(*network, {{"x", x}}, losses).subject));
  const auto between = network[0]->as<torch::nn::Linear>()->forward(x).relu().max().item<double>();
  REQUIRE(reports.size() == 3);
  CHECK(reports[0].name == "0");
  CHECK(reports[0].input_magnitude == x.max().item<double>());
  CHECK(reports[0].output_magnitude == between);
  CHECK(reports[0].output.shape == std::vector<int64_t>{5, 4});
  CHECK(reports[0].growth() == Approx(between / x.max().item<double>()));
  CHECK(reports[1].name == "2");
  CHECK(reports[1].input_magnitude == between);
  REQUIRE(reports[1].weights.size() == 2);
  CHECK(reports[1].weights[0].gradient);
  CHECK(reports[2].name == "loss l");
  for (const auto& report : reports) CHECK(report.role == Role::healthy);
}

TEST_CASE("Masks are reported apart from maps") {
  torch::manual_seed(1);
  torch::nn::Conv2d conv(torch::nn::Conv2dOptions(3, 4, 3).padding(1).bias(false));
  auto mask = torch::ones({1, 1, 4, 4});
  mask.slice(2, 0, 1).zero_();
  const auto x = torch::rand({1, 3, 4, 4});
  const auto reports =
      module_reports(observe(patient_of(*conv, {{"image", x}, {"mask", mask}}, [&] {
                               const auto ratio = mask.mul(9);
                               return only("l", (conv->forward(x * mask) * ratio).mean());
                             }).subject));
  REQUIRE_FALSE(reports.empty());
  CHECK(*reports[0].coverage == Approx(0.75));
  CHECK(reports[0].mask_range == std::pair(0.0, 9.0));
  CHECK(reports[0].input_magnitude <= 1);
}

TEST_CASE("The producer is a producer and who follows it passes on") {
  torch::manual_seed(1);
  torch::nn::Sequential network(torch::nn::Linear(3, 4), torch::nn::Linear(4, 4));
  const auto x = torch::rand({2, 3});
  const auto diagnosis = diagnose(patient_of(*network, {{"x", x}}, [&] {
    const auto y = network[0]->as<torch::nn::Linear>()->forward(x);
    return only("l", network[1]->as<torch::nn::Linear>()->forward(y.sub(1e3).acos()).mean());
  }));
  REQUIRE(diagnosis.modules.size() == 3);
  CHECK(diagnosis.modules[0].role == Role::producer);
  CHECK(diagnosis.modules[1].role == Role::passer_on);
  CHECK(diagnosis.modules[2].name == "loss l");
  CHECK(diagnosis.producer->module == "0");
}
