#include "lowlight/io/checkpoint.h"

#include <torch/nn/cloneable.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>
#include <torch/utils.h>

#include "lowlight/core/error.h"
#include "lowlight/io/safetensors.h"
#include "support/catch.h"
#include "support/temporary_folder.h"

using namespace lowlight;
using namespace lowlight::io;
using lowlight::test::TemporaryFolder;
using Problems = std::vector<std::string>;

namespace {

/// Parameters, a buffer of another type, a switched-off bias, and a child.
struct NetworkImpl : torch::nn::Cloneable<NetworkImpl> {
  torch::nn::Conv2d conv{nullptr};
  torch::nn::BatchNorm2d norm{nullptr};
  torch::Tensor scale;

  NetworkImpl() { reset(); }
  void reset() override {
    conv =
        register_module("conv", torch::nn::Conv2d(torch::nn::Conv2dOptions(2, 3, 1).bias(false)));
    norm = register_module("norm", torch::nn::BatchNorm2d(3));
    scale = register_parameter("scale", torch::rand({2}));
  }
};
TORCH_MODULE(Network);

CheckpointInfo sample_info() {
  return {"sample", R"({"count":3})", 12, "before.safetensors", "some photos"};
}

bool equal(const torch::nn::Module& a, const torch::nn::Module& b) {
  const auto left = module_tensors(a), right = module_tensors(b);
  return left.size() == right.size() &&
         std::all_of(left.begin(), left.end(), [&](const auto& item) {
           return torch::equal(item.second, right.at(item.first));
         });
}

template <class Act>
Problems problems_of_act(const Act& act) {
  try {
    act();
    return {};
  } catch (const CheckpointError& error) {
    return error.problems();
  }
}

}  // namespace

TEST_CASE("A saved network loads into another of the same structure") {
  const TemporaryFolder folder;
  Network saved, loaded;
  {
    const torch::NoGradGuard no_grad;
    saved->norm->running_mean.fill_(0.25);
    saved->norm->num_batches_tracked.fill_(7);
  }
  REQUIRE_FALSE(equal(*saved, *loaded));
  save_checkpoint(folder / "file", *saved, sample_info());
  CHECK(load_checkpoint(folder / "file", *loaded) == sample_info());
  CHECK(equal(*saved, *loaded));
  CHECK(read_checkpoint_info(folder / "file") == sample_info());
  CHECK(loaded->scale.requires_grad());
  CHECK(loaded->conv->weight.requires_grad());
}

TEST_CASE("A checkpoint has parameters and buffers by registered name") {
  const TemporaryFolder folder;
  save_checkpoint(folder / "file", *Network(), {});
  Problems names;
  for (const auto& [name, tensor] : read_safetensors(folder / "file").tensors)
    names.push_back(name);
  CHECK(names == Problems{"conv.weight",
                          "norm.bias",
                          "norm.num_batches_tracked",
                          "norm.running_mean",
                          "norm.running_var",
                          "norm.weight",
                          "scale"});
}

TEST_CASE("All that differs is listed at once and nothing is changed") {
  const TemporaryFolder folder;
  Network network;
  save_checkpoint(folder / "file", *network, sample_info());
  auto file = read_safetensors(folder / "file");
  file.tensors.erase("scale");
  file.tensors["extra"] = torch::ones({1});
  file.tensors["conv.weight"] = torch::ones({3, 2, 3, 3});
  file.tensors["norm.bias"] = torch::ones({3}, torch::kDouble);
  file.tensors["norm.weight"] = torch::full({3}, 9.0);
  write_safetensors(folder / "file", file);
  const auto before = std::dynamic_pointer_cast<NetworkImpl>(network->clone());
  CHECK(problems_of_act([&] { load_checkpoint(folder / "file", *network); }) ==
        Problems{"conv.weight is [3, 2, 3, 3] Float, the network has [3, 2, 1, 1] Float",
                 "norm.bias is [3] Double, the network has [3] Float",
                 "scale is missing, the network has [2] Float",
                 "extra is not in the network"});
  CHECK(equal(*before, *network));
}

TEST_CASE("A shape that could be broadcast or reshaped is still wrong") {
  Network network;
  for (const auto& shape : std::vector<std::vector<int64_t>>{{1}, {1, 2}, {2, 1}, {}}) {
    auto tensors = module_tensors(*network);
    tensors["scale"] = torch::ones(shape);
    CHECK(problems_of_act([&] { assign_tensors(*network, tensors, "it"); }).size() == 1);
  }
}

TEST_CASE("Files that are no checkpoints of ours are refused") {
  const TemporaryFolder folder;
  Network network;
  const auto path = folder / "file";
  const auto problems_with = [&](std::map<std::string, std::string> metadata) {
    write_safetensors(path, {module_tensors(*network), std::move(metadata)});
    const auto problems = problems_of_act([&] { load_checkpoint(path, *network); });
    CHECK(problems == problems_of_act([&] { read_checkpoint_info(path); }));
    return problems;
  };
  const auto foreign = problems_with({});
  REQUIRE(foreign.size() == 1);
  CHECK_THAT(foreign[0],
             ContainsSubstring("it is no checkpoint of lowlight") &&
                 ContainsSubstring("conv.weight [") && ContainsSubstring("more tensors"));
  write_safetensors(path, {});
  CHECK_THAT(problems_of_act([&] { read_checkpoint_info(path); }).at(0),
             ContainsSubstring("it holds nothing"));
  CHECK(problems_with({{"lowlight_checkpoint", "2"}}) ==
        Problems{"its format is version '2', this program reads 1"});
  CHECK(problems_with({{"lowlight_checkpoint", "1"}, {"network", "x"}, {"options", "{}"}}) ==
        Problems{"its metadata has no parent",
                 "its metadata has no data",
                 "its metadata has no step",
                 "its step '' is no count"});
  for (const std::string step : {"-1", "1x", " 1", "1.5", "99999999999999999999"}) {
    CHECK(problems_with({{"lowlight_checkpoint", "1"},
                         {"network", ""},
                         {"options", ""},
                         {"parent", ""},
                         {"data", ""},
                         {"step", step}}) == Problems{"its step '" + step + "' is no count"});
  }
}

TEST_CASE("Published names are mapped and what the network has no use for is left out") {
  const TemporaryFolder folder;
  const auto path = folder / "file";
  Network published, network;
  TensorFile file;
  for (const auto& [name, tensor] : module_tensors(*published))
    file.tensors["netX." + name] = tensor;
  file.tensors["classifier.weight"] = torch::ones({4});
  write_safetensors(path, file);
  const auto mapping = [](const std::string& name) {
    return name.starts_with("netX.") ? name.substr(5) : "";
  };
  load_published(path, *network, mapping);
  CHECK(equal(*published, *network));

  file.tensors.erase("netX.scale");
  write_safetensors(path, file);
  CHECK(problems_of_act([&] { load_published(path, *network, mapping); }) ==
        Problems{"scale is missing, the network has [2] Float"});
  CHECK(problems_of_act([&] {
          load_published(path, *network, [](const std::string&) { return "scale"; });
        }).size() == 6);
}
