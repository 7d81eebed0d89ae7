#include "lowlight/models/head_extension.h"

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>
#include <torch/types.h>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/tensor_compare.h"

using namespace lowlight;
using namespace lowlight::models;

namespace {

namespace nn = torch::nn;

/// Features behind a batch norm, and a head of `outputs` classes; `normed` puts one into the head.
struct PixelClassifier : nn::Module {
  explicit PixelClassifier(int64_t outputs, bool normed = false) {
    features = register_module(
        "features", nn::Sequential(nn::Conv2d(nn::Conv2dOptions(3, 4, 1)), nn::BatchNorm2d(4)));
    scale = register_parameter("scale", torch::ones({1}));
    head = register_module("head", nn::Sequential());
    if (normed) head->push_back(nn::BatchNorm2d(4));
    head->push_back("classes", nn::Conv2d(nn::Conv2dOptions(4, outputs, 1)));
  }

  at::Tensor forward(const at::Tensor& pictures) {
    return head->forward(features->forward(pictures) * scale);
  }

  nn::Sequential features{nullptr}, head{nullptr};
  at::Tensor scale;
};

io::NamedTensors copies_of(const nn::Module& network) {
  auto tensors = io::module_tensors(network);
  for (auto& [name, tensor] : tensors) tensor = tensor.detach().clone();
  return tensors;
}

/// One step of plain gradient descent on what a module gives out as trainable.
void descend(nn::Module& trained, const at::Tensor& loss) {
  loss.backward();
  const torch::NoGradGuard no_gradients;
  for (auto& parameter : trained.parameters()) {
    if (parameter.grad().defined()) parameter.sub_(parameter.grad());
  }
}

}  // namespace

TEST_CASE("A network with an output more answers as the trained one does, and zero") {
  PixelClassifier trained(3), extended(4);
  assign_with_more_outputs(extended, copies_of(trained), "head.classes", "weights");
  trained.eval(), extended.eval();
  const auto pictures = torch::rand({2, 3, 5, 7});
  const auto before = trained.forward(pictures), after = extended.forward(pictures);
  // LibTorch may sum four outputs in another order than three, as the processor suits it.
  CHECK(test::mixed_error(after.slice(1, 0, 3), before) < 1e-6);
  CHECK((after.select(1, 3) == 0).all().item<bool>());
}

TEST_CASE("As many outputs as before are the same weights") {
  PixelClassifier trained(3), same(3);
  assign_with_more_outputs(same, copies_of(trained), "head.classes", "weights");
  for (const auto& [name, tensor] : copies_of(trained)) {
    INFO(name);
    CHECK(at::equal(copies_of(same).at(name), tensor));
  }
}

TEST_CASE("Fewer outputs, another width or a missing tensor are refused and change nothing") {
  PixelClassifier network(3);
  const auto before = copies_of(network);
  const auto refused = [&](const io::NamedTensors& tensors, const char* name) {
    CHECK_THROWS_WITH(assign_with_more_outputs(network, tensors, "head.classes", "weights"),
                      ContainsSubstring(name));
    for (const auto& [key, tensor] : copies_of(network)) CHECK(at::equal(tensor, before.at(key)));
  };
  refused(copies_of(PixelClassifier(4)), "head.classes.weight");
  auto wider = before;
  wider["head.classes.weight"] = torch::zeros({2, 5, 1, 1});
  refused(wider, "head.classes.weight");
  auto fewer = before;
  fewer.erase("scale");
  refused(fewer, "scale");
}

TEST_CASE("The head alone learns, and the statistics of what is frozen stay") {
  const auto network = std::make_shared<PixelClassifier>(2);
  HeadTraining training(network, "head");
  training.train();
  const auto before = copies_of(*network);
  descend(training, network->forward(torch::rand({2, 3, 4, 4}) * 9).square().mean());
  for (const auto& [name, tensor] : copies_of(*network)) {
    INFO(name);
    CHECK(at::equal(tensor, before.at(name)) != name.starts_with("head."));
  }
  CHECK(network->head->is_training());
  training.eval();
  CHECK_FALSE(network->head->is_training());
}

TEST_CASE("What is trained has the names of the network") {
  const auto network = std::make_shared<PixelClassifier>(2);
  const auto tensors = io::module_tensors(HeadTraining(network, "head.classes"));
  const auto own = io::module_tensors(*network);
  REQUIRE(tensors.size() == own.size());
  for (const auto& [name, tensor] : own) CHECK(tensors.at(name).is_same(tensor));
  CHECK_THROWS_AS(HeadTraining(network, "tail"), c10::Error);
  CHECK_THROWS_AS(HeadTraining(network, ""), c10::Error);
}

TEST_CASE("One value a channel is no fault where a batch norm is frozen, and refused elsewhere") {
  const auto one = torch::rand({1, 3, 1, 1});
  const auto frozen = std::make_shared<PixelClassifier>(2);
  CHECK_THROWS_WITH(frozen->forward(one), ContainsSubstring("more than 1 value per channel"));
  HeadTraining(frozen, "head").train();
  CHECK(frozen->forward(one).isfinite().all().item<bool>());

  const auto normed = std::make_shared<PixelClassifier>(2, true);
  HeadTraining(normed, "head").train();
  CHECK_THROWS_WITH(normed->forward(one), ContainsSubstring("more than 1 value per channel"));
  CHECK(normed->forward(torch::rand({2, 3, 1, 1})).isfinite().all().item<bool>());
}
