// A GPU computes what the CPU computes.
#include <torch/nn/module.h>
#include <torch/nn/modules/linear.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <limits>

#include "battery/subjects.h"
#include "lowlight/blocks/partial_conv2d.h"
#include "lowlight/doctor/finite_check.h"
#include "lowlight/training/adam.h"
#include "support/catch.h"
#include "support/tensor_compare.h"

using namespace lowlight;
using namespace lowlight::test;

namespace {

const c10::Device kGpu(c10::kCUDA);
constexpr double kRounding = 1e-4;
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

Tensors moved(const Tensors& tensors, c10::Device device) {
  Tensors result;
  for (const auto& tensor : tensors) result.push_back(tensor.to(device));
  return result;
}

/// The outputs, then the gradient of every parameter for a sum of all outputs with fixed weights.
Tensors outputs_and_gradients(const Subject& subject,
                              torch::nn::Module& module,
                              const Tensors& inputs) {
  Tensors results = subject.run(module, inputs);
  auto total = torch::zeros({}, inputs[0].options());
  for (const auto& y : results) {
    if (!y.requires_grad()) continue;
    total = total + (y * torch::linspace(-1, 1, y.numel(), y.options()).view_as(y)).sum();
  }
  total.backward();
  for (const auto& parameter : module.parameters()) results.push_back(parameter.grad());
  return results;
}

}  // namespace

TEST_CASE("Every block and network gives the CPU's outputs and gradients") {
  for (const auto& subject : subjects()) {
    INFO(subject.name);
    const auto module = subject.make();
    const auto copy = module->clone(kGpu);
    const auto inputs = subject.inputs(2, 18, 21);
    const auto expected = outputs_and_gradients(subject, *module, inputs);
    const auto found = outputs_and_gradients(subject, *copy, moved(inputs, kGpu));
    REQUIRE(found.size() == expected.size());
    for (size_t i = 0; i < found.size(); ++i) {
      INFO("tensor " << i);
      CHECK(mixed_error(found[i].cpu(), expected[i]) <= kRounding);
    }
  }
}

TEST_CASE("What lies under a mask changes nothing, NaN included") {
  blocks::PartialConv2d layer(
      blocks::PartialConv2dOptions{.in_channels = 3, .out_channels = 4, .padding = 1});
  layer->to(kGpu);
  const auto mask = (torch::rand({2, 1, 12, 13}) < 0.5).to(torch::kFloat).to(kGpu);
  const auto clean = torch::randn({2, 3, 12, 13}).to(kGpu) * mask;
  const auto dirty = torch::where(mask > 0, clean, kNan);
  const auto expected = layer->forward({clean, mask}), found = layer->forward({dirty, mask});
  CHECK(torch::equal(found.value, expected.value));
  CHECK(torch::equal(found.mask, expected.mask));
}

TEST_CASE("The fused update makes the CPU's steps") {
  torch::nn::Linear here(5, 3), there(5, 3);
  there->to(kGpu);
  const torch::NoGradGuard no_gradients;
  there->weight.copy_(here->weight);
  there->bias.copy_(here->bias);
  training::Adam ours(*here, {.weight_decay = 0.1}), theirs(*there, {.weight_decay = 0.1});
  for (int64_t step = 0; step < 8; ++step) {
    for (auto* network : {&here, &there}) {
      const torch::AutoGradMode gradients(true);
      (network == &here ? ours : theirs).clear_gradients();
      const auto x = torch::linspace(-1, 1, 20).view({4, 5}) * double(step + 1);
      (*network)->forward(x.to((*network)->weight.device())).pow(2).mean().backward();
    }
    ours.step(0.01);
    theirs.step(0.01);
    CHECK(mixed_error(there->weight.cpu(), here->weight) <= kRounding);
  }
}

TEST_CASE("The sentinel finds what is not finite, in tensors here and there") {
  auto huge = torch::full({1000, 1000}, 3e38f).to(kGpu);
  const auto half = torch::full({9}, 65504, torch::kHalf).to(kGpu);
  CHECK(doctor::all_finite({{"huge", huge}, {"half", half}, {"here", torch::rand({3})}}));
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  for (const auto bad : {kNan, kInfinity, -kInfinity}) {
    huge[500][7] = bad;
    CHECK_FALSE(doctor::all_finite({{"half", half}, {"huge", huge}}));
  }
}
