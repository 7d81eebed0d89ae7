#include "lowlight/models/vgg_features.h"
#include "lowlight/core/fields.h"

#include <torch/types.h>

#include "lowlight/core/error.h"
#include "support/catch.h"
#include "support/problems.h"
#include "support/tensor_compare.h"

using namespace lowlight;
using namespace lowlight::models;

namespace {

/// The first nine convolutions of VGG19, by the names that torchvision stores them under.
const std::vector<std::string> kTorchvisionNames = {"features.0",
                                                    "features.2",
                                                    "features.5",
                                                    "features.7",
                                                    "features.10",
                                                    "features.12",
                                                    "features.14",
                                                    "features.16",
                                                    "features.19"};

VggOptions narrow(VggOptions options) {
  options.base_width = 4;
  return options;
}

/// The tensors of `network` as they stand in a file whose convolutions have these names.
std::map<std::string, at::Tensor> stored(VggFeatures& network,
                                         const std::vector<std::string>& names) {
  std::map<std::string, at::Tensor> tensors;
  for (size_t i = 0; i < names.size(); ++i) {
    tensors[names[i] + ".weight"] = network->convolutions.at(i)->weight.clone();
    tensors[names[i] + ".bias"] = torch::randn_like(network->convolutions.at(i)->bias);
  }
  return tensors;
}

}  // namespace

TEST_CASE("VGG features halve at each block, with incomplete cells only by option") {
  const auto x = torch::rand({2, 3, 33, 40});
  auto options = narrow(torchvision_vgg(VggDepth::vgg19));
  VggFeatures floor(options);
  const auto maps = floor->features(x, {"conv1_1", "relu2_1", "relu4_1"});
  CHECK(maps[0].sizes() == at::IntArrayRef({2, 4, 33, 40}));
  CHECK(maps[1].sizes() == at::IntArrayRef({2, 8, 16, 20}));
  CHECK(maps[2].sizes() == at::IntArrayRef({2, 32, 4, 5}));
  options.ceil_mode = true;
  CHECK(VggFeatures(options)->features(x, {"relu4_1"})[0].sizes() ==
        at::IntArrayRef({2, 32, 5, 5}));
}

TEST_CASE("VGG layers come in the order asked for and relu is conv without what is negative") {
  VggFeatures vgg(narrow({}));
  const auto x = torch::rand({1, 3, 16, 16});
  const auto maps = vgg->features(x, {"relu3_1", "conv1_1", "relu1_1", "conv3_1", "conv1_1"});
  CHECK(test::same(maps[2], maps[1].relu()));
  CHECK(test::same(maps[0], maps[3].relu()));
  CHECK(test::same(maps[1], maps[4]));
  CHECK(maps[1].min().item<float>() < 0);
}

TEST_CASE("VGG has the published number of layers") {
  VggOptions options = narrow({.deepest_layer = "relu5_4"});
  CHECK(VggFeatures(options)->convolutions.size() == 16);
  options.depth = VggDepth::vgg16;
  options.deepest_layer = "conv5_3";
  CHECK(VggFeatures(options)->convolutions.size() == 13);
  options.deepest_layer = "relu3_4";
  options.base_width = 0;
  const auto problems = problems_of(options);
  CHECK(test::keys_of(problems) == std::vector<std::string>{"base_width", "deepest_layer"});
  CHECK(problems.back().value == "relu3_4");
}

TEST_CASE("VGG weights are frozen and gradients reach the pictures") {
  VggFeatures vgg(narrow({}));
  for (const auto& parameter : vgg->parameters()) CHECK_FALSE(parameter.requires_grad());
  const auto x = torch::rand({1, 3, 16, 16}).requires_grad_();
  vgg->features(x, {"relu4_1"})[0].square().sum().backward();
  CHECK(x.grad().abs().max().item<float>() > 0);
}

TEST_CASE("Random VGG weights say so and depend on the seed only") {
  auto options = narrow({.seed = 7});
  VggFeatures one(options), again(options);
  options.seed = 8;
  VggFeatures other(options);
  CHECK(test::same(one->convolutions[3]->weight, again->convolutions[3]->weight));
  CHECK_FALSE(test::same(one->convolutions[3]->weight, other->convolutions[3]->weight));
  CHECK(one->description() == "VGG19, random weights (seed 7)");
  const auto features = one->features(torch::rand({1, 3, 64, 64}), {"conv4_1"})[0];
  CHECK(features.std().item<float>() > 0.05);
  CHECK(features.std().item<float>() < 20);
}

TEST_CASE("VGG loads the torchvision layout") {
  VggFeatures vgg(narrow(torchvision_vgg(VggDepth::vgg19)));
  auto tensors = stored(vgg, kTorchvisionNames);
  tensors["classifier.0.weight"] = torch::zeros({1});
  tensors["features.21.weight"] = torch::zeros({1});
  load_vgg(vgg, tensors, "vgg19.safetensors");
  CHECK(test::same(vgg->convolutions[8]->bias, tensors["features.19.bias"]));
  CHECK(vgg->description() == "VGG19, weights vgg19.safetensors");
}

TEST_CASE("VGG16 has its own places in the torchvision layout") {
  auto options = narrow(torchvision_vgg(VggDepth::vgg16));
  options.deepest_layer = "relu5_3";
  VggFeatures vgg(options);
  std::vector<std::string> names;
  for (const int index : {0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28}) {
    names.push_back("features." + std::to_string(index));
  }
  const auto tensors = stored(vgg, names);
  load_vgg(vgg, tensors, "vgg16.safetensors");
  CHECK(test::same(vgg->convolutions[12]->bias, tensors.at("features.28.bias")));
}

TEST_CASE("VGG loads the normalised layout with its convolution of colours") {
  VggFeatures vgg(narrow(normalised_vgg19()));
  auto tensors = stored(vgg, {"2", "5", "9", "12", "16", "19", "22", "25", "29"});
  tensors["0.weight"] = torch::randn({3, 3, 1, 1});
  tensors["0.bias"] = torch::randn({3});
  load_vgg(vgg, tensors, "vgg_normalised.safetensors");
  CHECK(test::same(vgg->colour->weight, tensors["0.weight"]));
  CHECK(test::same(vgg->convolutions[8]->bias, tensors["29.bias"]));
}

TEST_CASE("VGG loads its own names") {
  VggFeatures vgg(narrow(normalised_vgg19())), copy(narrow(normalised_vgg19()));
  std::map<std::string, at::Tensor> tensors;
  for (const auto& entry : vgg->named_parameters())
    tensors[entry.key()] = torch::randn_like(entry.value());
  load_vgg(copy, tensors, "own.safetensors");
  for (const auto& entry : copy->named_parameters())
    CHECK(test::same(entry.value(), tensors[entry.key()]));
}

TEST_CASE("VGG lists all that is wrong with a file and stays as it was") {
  VggFeatures vgg(narrow({}));
  const auto before = vgg->convolutions[0]->bias.clone();
  auto tensors = stored(vgg, kTorchvisionNames);
  tensors.erase("features.7.bias");
  tensors["features.2.weight"] = torch::zeros({4, 4, 5, 5});
  try {
    load_vgg(vgg, tensors, "broken.safetensors");
    FAIL("a broken file was loaded");
  } catch (const CheckpointError& error) {
    CHECK(error.problems().size() == 2);
    CHECK_THAT(error.what(),
               ContainsSubstring("features.7.bias") && ContainsSubstring("[4, 4, 5, 5]"));
  }
  CHECK(test::same(vgg->convolutions[0]->bias, before));
}

TEST_CASE("VGG names the layers it knows when asked for another") {
  VggFeatures vgg(narrow({.deepest_layer = "conv2_1"}));
  CHECK_THROWS_WITH(vgg->features(torch::rand({1, 3, 8, 8}), {"relu9_1"}),
                    ContainsSubstring("relu9_1") && ContainsSubstring("conv1_1, relu1_1, conv1_2"));
  CHECK_THROWS(vgg->features(torch::rand({1, 1, 8, 8}), {"conv1_1"}));
}

TEST_CASE("The range of a VGG network's input is what black and white become") {
  const auto [least, greatest] = input_range(torchvision_vgg(VggDepth::vgg19));
  CHECK(least == Approx(-0.485 / 0.229));
  CHECK(greatest == Approx((1 - 0.406) / 0.225));
  CHECK(input_range(normalised_vgg19()) == std::pair<double, double>(0, 1));
  CHECK(input_range({.input = VggInput::plain}) == std::pair<double, double>(0, 1));
}
