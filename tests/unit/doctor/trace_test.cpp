#include "lowlight/doctor/trace.h"

#include <ATen/record_function.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <algorithm>

#include "museum/museum.h"

using namespace lowlight;
using namespace lowlight::doctor;
using namespace lowlight::test;

namespace {

std::vector<const Operation*> all_named(const Trace& trace, const std::string& name) {
  std::vector<const Operation*> found;
  for (const auto& operation : trace.operations)
    if (operation.name == name) found.push_back(&operation);
  return found;
}

const Operation& the(const Trace& trace, const std::string& name) {
  const auto found = all_named(trace, name);
  INFO(name);
  REQUIRE(found.size() == 1);
  return *found.front();
}

struct NetworkImpl : torch::nn::Module {
  NetworkImpl() {
    torch::manual_seed(1);
    encoder = register_module("encoder", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 4, 3)));
    decoder = register_module("decoder", torch::nn::Conv2d(torch::nn::Conv2dOptions(4, 3, 3)));
  }
  at::Tensor forward(const at::Tensor& x) { return decoder->forward(encoder->forward(x).relu()); }
  torch::nn::Conv2d encoder{nullptr}, decoder{nullptr};
};
TORCH_MODULE(Network);

at::Tensor picture() { return torch::rand({2, 3, 8, 8}); }

}  // namespace

TEST_CASE("Operations belong to the module whose weights they read or that their input left last") {
  Network network;
  const auto x = picture();
  const auto trace = observe(patient_of(*network, {{"image", x}}, [&] {
                               const auto y = network->forward(x);
                               const auto a = y.exp().mean(), b = y.tanh().mean();
                               return LossValues{a + b, {term("a", a), term("b", b)}};
                             }).subject);
  const auto convolutions = all_named(trace, "aten::convolution");
  REQUIRE(convolutions.size() == 2);
  CHECK(convolutions[0]->module == "encoder");
  CHECK_FALSE(convolutions[0]->after);
  CHECK(the(trace, "aten::relu").module == "encoder");
  CHECK(the(trace, "aten::relu").after);
  CHECK(the(trace, "aten::relu").term.empty());
  CHECK(convolutions[1]->module == "decoder");
  CHECK(the(trace, "aten::exp").term == "a");
  CHECK(place_text(the(trace, "aten::exp"), trace) == "aten::exp in loss term a, after decoder");
  CHECK(place_text(*convolutions[1], trace) == "aten::convolution in decoder");
}

TEST_CASE("Gradients are those of the operation they belong to") {
  Network network;
  const auto x = picture();
  const auto trace = observe(patient_of(*network, {{"image", x}}, [&] {
                               return only("l", network->forward(x).square().sum().sqrt());
                             }).subject);
  REQUIRE(trace.backward_ran);
  for (const auto* backward : all_named(trace, "aten::convolution_backward")) {
    REQUIRE(backward->forward >= 0);
    CHECK(backward->backward);
    const auto& forward = trace.operations[size_t(backward->forward)];
    CHECK(forward.name == "aten::convolution");
    CHECK(forward.input("weight") == backward->input("weight"));
    CHECK(backward->module == forward.module);
  }
  REQUIRE(trace.gradients.size() == 4);
  const auto gradient = trace.gradients.at("encoder.weight");
  const auto producer = trace.values[size_t(gradient)].producer;
  REQUIRE(producer >= 0);
  CHECK(trace.operations[size_t(producer)].module == "encoder");
}

TEST_CASE("A trace changes neither gradients nor results and leaves nothing behind") {
  Network network;
  const auto x = picture();
  const auto losses = [&] { return only("l", network->forward(x).square().mean()); };
  losses().total.backward();
  const auto before = network->encoder->weight.grad().clone();
  const auto trace = observe(patient_of(*network, {{"image", x}}, losses).subject);
  CHECK(network->encoder->weight.grad().equal(before));
  const auto& seen = trace.values[size_t(trace.gradients.at("encoder.weight"))].statistics;
  CHECK(seen.maximum == before.max().item<double>());
  CHECK_FALSE(at::hasCallbacks());
}

TEST_CASE("An operator in place makes a new value and the old one stays as it was") {
  Network network;
  const auto x = picture();
  const auto trace = observe(patient_of(*network, {{"image", x}}, [&] {
                               auto y = network->forward(x).detach().clone();
                               y.add_(1000);
                               y.slice(2, 0, 1).mul_(2);
                               return only("l", network->forward(x).mean() + y.mean());
                             }).subject);
  const auto& add = the(trace, "aten::add_");
  CHECK(trace.values[size_t(add.input("self"))].statistics.maximum < 100);
  CHECK(trace.values[size_t(add.outputs[0])].statistics.maximum > 900);
  const auto means = all_named(trace, "aten::mean");
  const auto read = std::max_element(means.begin(), means.end(), [&](auto* a, auto* b) {
    return trace.values[size_t(a->input("self"))].statistics.maximum <
           trace.values[size_t(b->input("self"))].statistics.maximum;
  });
  const auto& value = trace.values[size_t((*read)->input("self"))];
  CHECK(value.statistics.maximum > 1900);
  CHECK(trace.operations[size_t(value.producer)].name == "aten::mul_");
}

TEST_CASE("What comes from a mask alone is a mask") {
  Network network;
  const auto x = picture(), mask = torch::ones({2, 1, 8, 8});
  const auto trace = observe(patient_of(*network, {{"image", x}, {"mask", mask}}, [&] {
                               const auto share = mask.abs().neg();
                               return only("l", network->forward((x * share).exp()).mean());
                             }).subject);
  CHECK(trace.values[size_t(the(trace, "aten::neg").outputs[0])].is_mask());
  CHECK_FALSE(trace.values[size_t(the(trace, "aten::exp").input("self"))].is_mask());
}

TEST_CASE("Two names of one memory are reported and views of flat weights are not") {
  torch::nn::Sequential network;
  torch::nn::Linear layer(3, 3);
  network->push_back("first", layer);
  network->push_back("second", layer);
  const auto x = torch::rand({2, 3});
  const auto losses = [&] { return only("l", network->forward(x).mean()); };
  const auto shared = observe(patient_of(*network, {{"x", x}}, losses).subject).shared;
  REQUIRE(shared.size() == 2);
  CHECK(shared[0].size() == 2);

  torch::nn::Linear flat(3, 3);
  const auto memory = torch::rand({12});
  flat->weight.set_data(memory.slice(0, 0, 9).view({3, 3}));
  flat->bias.set_data(memory.slice(0, 9, 12));
  const auto trace = observe(
      patient_of(*flat, {{"x", x}}, [&] { return only("l", flat->forward(x).mean()); }).subject);
  CHECK(trace.shared.empty());
  for (const auto* name : {"weight", "bias"}) {
    CHECK(std::any_of(trace.values.begin(), trace.values.end(), [&](const Value& value) {
      return value.name == name && value.origin == Origin::parameter;
    }));
  }
}

TEST_CASE("An exception in the losses ends the trace and is told") {
  Network network;
  const auto x = picture();
  const auto trace = observe(patient_of(*network, {{"image", x}}, [&]() -> LossValues {
                               network->forward(x);
                               TORCH_CHECK(false, "no such luck");
                             }).subject);
  CHECK_THAT(trace.error, ContainsSubstring("no such luck"));
  CHECK(all_named(trace, "aten::convolution").size() == 2);
  CHECK_FALSE(at::hasCallbacks());
}

TEST_CASE("One trace at a time is taken in a process") {
  Network network;
  const auto x = picture();
  const auto inner =
      patient_of(*network, {{"image", x}}, [&] { return only("l", network->forward(x).mean()); });
  const auto trace = observe(patient_of(*network, {{"image", x}}, [&] {
                               observe(inner.subject);
                               return only("l", network->forward(x).mean());
                             }).subject);
  CHECK_THAT(trace.error, ContainsSubstring("one trace at a time"));
}
