#include <torch/nn/init.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>

#include "lowlight/doctor/health.h"

#include "museum/museum.h"

using namespace lowlight;
using namespace lowlight::doctor;
using namespace lowlight::test;

namespace {

/// The notes' style encoder: its mask kernel is the learned kernel, and that was filled with ones.
struct NotedEncoderImpl : torch::nn::Module {
  NotedEncoderImpl() {
    const int64_t widths[] = {3, 64, 64, 64, 128};
    for (int i = 0; i < 4; ++i) {
      auto conv = register_module(
          i == 0 ? "conv" : "stage_" + std::to_string(i),
          torch::nn::Conv2d(torch::nn::Conv2dOptions(widths[i], widths[i + 1], 3).padding(1)));
      auto mask_conv = conv;
      torch::nn::init::ones_(mask_conv->weight);
      layers.push_back(conv);
    }
  }
  std::vector<torch::nn::Conv2d> layers;
};
TORCH_MODULE(NotedEncoder);

}  // namespace

TEST_CASE("Values that grow with depth are warned of at the first step") {
  torch::manual_seed(1);
  NotedEncoder network;
  const auto x = torch::rand({1, 3, 16, 16}) * 4.7 - 2.1;
  const auto patient = patient_of(*network, {{"image", x}}, [&] {
    auto y = x;
    for (auto& layer : network->layers) y = torch::leaky_relu(layer->forward(y));
    return only("style", y.mean());
  });
  const auto trace = observe(patient.subject);
  const auto health = health_of(trace);
  INFO(health.text());
  for (const auto& value : trace.values) REQUIRE(value.statistics.finite());
  REQUIRE(health.warnings.size() == 1);
  CHECK_THAT(health.warnings[0], ContainsSubstring("from stage_1 on"));
  REQUIRE(health.rows.size() == 4);
  CHECK(health.rows[0].module == "conv");
  for (size_t i = 1; i < 4; ++i) CHECK(health.rows[i].growth > 100);
}

TEST_CASE("Updates and dead channels are measured against their limits") {
  torch::nn::Conv2d conv(torch::nn::Conv2dOptions(3, 4, 1)),
      next(torch::nn::Conv2dOptions(4, 1, 1));
  torch::nn::Sequential network(conv, torch::nn::ReLU(), next);
  {
    const torch::NoGradGuard no_gradients;
    conv->weight.fill_(1);
    conv->bias.fill_(0);
    conv->bias.slice(0, 0, 3).fill_(-100);
  }
  const auto x = torch::rand({2, 3, 8, 8});
  const auto trace = observe(patient_of(*network, {{"image", x}}, [&] {
                               return only("l", network->forward(x).mean());
                             }).subject);
  const auto norm =
      conv->weight.square().sum().add(conv->bias.square().sum()).sqrt().item<double>();
  const auto health = health_of(trace, {{"0.weight", 0.3 * norm}, {"0.bias", 0.4 * norm}});
  REQUIRE(health.rows.size() == 2);
  CHECK(*health.rows[0].update_ratio == Approx(0.5));
  CHECK(health.rows[0].dead_share == Approx(0.75));
  CHECK(health.rows[0].weight_norm == Approx(norm));
  CHECK(health.rows[1].dead_share == 0);
  CHECK_FALSE(health.rows[1].update_ratio);
  CHECK(health.warnings.size() == 2);
}

TEST_CASE(
    "A learning rate gone wild is one sentence with the worst layers, however many there are") {
  torch::nn::Sequential network;
  UpdateNorms updates;
  for (int i = 0; i < 30; ++i) {
    network->push_back(torch::nn::Conv2d(torch::nn::Conv2dOptions(2, 2, 1).bias(false)));
    updates[std::to_string(i) + ".weight"] = i == 17 ? 5000 : 1000;
  }
  const auto trace = observe(patient_of(*network, {{"image", torch::rand({1, 2, 4, 4})}}, [&] {
                               return only("l", network->forward(torch::rand({1, 2, 4, 4})).mean());
                             }).subject);
  const auto health = health_of(trace, updates);
  REQUIRE(health.warnings.size() == 1);
  CHECK_THAT(health.warnings[0], ContainsSubstring(": 17 by"));
  CHECK_THAT(health.warnings[0], ContainsSubstring("; 27 more"));
}

TEST_CASE("The gradient norm of a layer is that of its weights") {
  torch::nn::Linear linear(3, 2);
  const auto x = torch::rand({4, 3});
  const auto losses = [&] { return only("l", linear->forward(x).square().mean()); };
  const auto health = health_of(observe(patient_of(*linear, {{"x", x}}, losses).subject));
  losses().total.backward();
  const auto expected =
      linear->weight.grad().square().sum().add(linear->bias.grad().square().sum()).sqrt();
  REQUIRE(health.rows.size() == 1);
  CHECK(health.rows[0].gradient_norm == Approx(expected.item<double>()));
}
