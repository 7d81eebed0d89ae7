// What the catalogue does not know, and what is no bug at all.
#include "lowlight/blocks/partial_conv2d.h"
#include "lowlight/models/style_network.h"
#include "lowlight/models/vgg_features.h"
#include "lowlight/tasks/style_objective.h"
#include "lowlight/training/task.h"
#include "museum.h"

using namespace lowlight;
using namespace lowlight::test;

namespace {

struct TwoLayersImpl : torch::nn::Module {
  TwoLayersImpl() {
    torch::manual_seed(1);
    first = register_module("first", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 4, 3)));
    second = register_module("second", torch::nn::Conv2d(torch::nn::Conv2dOptions(4, 4, 3)));
  }
  torch::nn::Conv2d first{nullptr}, second{nullptr};
};
TORCH_MODULE(TwoLayers);

}  // namespace

TEST_CASE("A bug that is not in the catalogue is unknown and its producer is named") {
  TwoLayers network;
  const auto x = torch::rand({2, 3, 8, 8});
  const auto diagnosis = diagnose(patient_of(*network, {{"image", x}}, [&] {
    const auto angle = torch::acos(network->second->forward(network->first->forward(x)) + 1);
    return only("angle", angle.mean());
  }));
  EXPECT_CAUSE(diagnosis, "unknown");
  REQUIRE(diagnosis.producer);
  CHECK(diagnosis.producer->operation == "aten::acos");
  CHECK(diagnosis.producer->module == "second");
  CHECK_THAT(diagnosis.text(), ContainsSubstring("aten::acos in loss term angle, after second"));
}

TEST_CASE("NaN that never reaches the loss is not blamed") {
  TwoLayers network;
  const auto x = torch::rand({2, 3, 8, 8});
  const auto diagnosis = diagnose(patient_of(*network, {{"image", x}}, [&] {
    const auto y = network->first->forward(x);
    const auto unused = y.detach().neg().abs().neg().log();
    const auto angle = torch::acos(network->second->forward(y) + 1);
    return only("angle", angle.mean() + torch::where(unused.isnan(), 0.0, unused).mean());
  }));
  CHECK(diagnosis.producer->operation == "aten::acos");
  EXPECT_CAUSE(diagnosis, "unknown");
}

TEST_CASE("A logarithm is not blamed on the empty mask that stands beside it") {
  TwoLayers network;
  const auto x = torch::rand({2, 3, 8, 8});
  auto mask = torch::ones({2, 1, 8, 8});
  mask[1].zero_();
  mask[0] *= 2;
  const auto diagnosis = diagnose(patient_of(*network, {{"image", x}, {"mask", mask}}, [&] {
    const auto y = network->first->forward(x * mask);
    return only("energy", torch::log(network->second->forward(y) - 100).mean());
  }));
  EXPECT_CAUSE(diagnosis, "log_of_negative");
}

TEST_CASE("A healthy step of the style network has no cause") {
  torch::manual_seed(1);
  auto options = models::style_network_preset(GENERATE("aesfa", "partial_oct"));
  options.base_channels = 8;
  models::StyleNetwork network(options);
  models::VggFeatures features(models::VggOptions{.base_width = 4});
  auto mask = torch::ones({2, 1, 32, 32});
  mask.slice(2, 4, 12).slice(3, 4, 20).zero_();
  const auto content = torch::rand({2, 3, 32, 32}), style = torch::rand({2, 3, 32, 32});
  const bool partial = options.partial_style_encoder;
  auto patient =
      patient_of(*network, {{"content", content}, {"style", style}, {"mask", mask}}, [&] {
        const auto terms = tasks::style_losses(
            network, *features, {content, style, partial ? mask : at::Tensor()});
        return LossValues{training::total_of(terms), terms};
      });
  patient.subject.modules.emplace_back("features", features.get());
  const auto diagnosis = diagnose(patient);
  EXPECT_CAUSE(diagnosis, "none");
  CHECK(diagnosis.others.empty());
  CHECK(diagnosis.warnings.empty());
  CHECK(diagnosis.modules.size() > 20);
}
