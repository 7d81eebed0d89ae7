#include "lowlight/models/mobile_features.h"

#include <torch/types.h>

#include <cstdlib>
#include <filesystem>

#include "lowlight/core/error.h"
#include "lowlight/core/names.h"
#include "lowlight/io/safetensors.h"
#include "lowlight/models/imagenet.h"
#include "support/catch.h"
#include "support/tensor_compare.h"

using namespace lowlight;
using namespace lowlight::models;

namespace {

using Tensors = std::map<std::string, at::Tensor>;

MobileFeatures network_of(MobileNetwork kind) {
  return MobileFeatures(MobileFeaturesOptions{.network = kind});
}

/// A convolution and its normalisation with random values, under their published names.
void add_published(Tensors& tensors,
                   const std::string& convolution,
                   const std::string& normalisation,
                   const torch::nn::Conv2d& like) {
  const auto channels = like->weight.size(0);
  tensors[convolution + ".weight"] = torch::randn_like(like->weight) * 0.2;
  tensors[normalisation + ".weight"] = torch::rand({channels}) + 0.5;
  tensors[normalisation + ".bias"] = torch::randn({channels});
  tensors[normalisation + ".running_mean"] = torch::randn({channels});
  tensors[normalisation + ".running_var"] = torch::rand({channels}) + 0.1;
}

/// Names of the unit'th convolution of a block, counted from 0, and of its normalisation.
std::pair<std::string, std::string> names_in(MobileNetwork kind, size_t block, int unit) {
  if (kind == MobileNetwork::efficientnet_lite0) {
    const auto prefix = "_blocks." + std::to_string(block) + ".";
    const char* names[] = {"_expand_conv", "_depthwise_conv", "_project_conv"};
    return {prefix + names[unit], prefix + "_bn" + std::to_string(unit)};
  }
  const auto prefix = "features." + std::to_string(block + 1) + ".conv.";
  const int first = block == 0 ? 1 : 0;
  if (unit == 2) {
    return {prefix + std::to_string(2 - first), prefix + std::to_string(3 - first)};
  }
  const auto place = prefix + std::to_string(unit - first);
  return {place + ".0", place + ".1"};
}

Tensors published(MobileFeatures& network) {
  const auto kind = network->options.network;
  const bool efficient = kind == MobileNetwork::efficientnet_lite0;
  Tensors tensors;
  add_published(tensors,
                efficient ? "_conv_stem" : "features.0.0",
                efficient ? "_bn0" : "features.0.1",
                network->stem);
  for (size_t i = 0; i < network->blocks.size(); ++i) {
    const auto& block = network->blocks[i];
    const torch::nn::Conv2d units[] = {block.expand, block.depthwise, block.project};
    for (int unit = block.expand.is_empty() ? 1 : 0; unit < 3; ++unit) {
      const auto [convolution, normalisation] = names_in(kind, i, unit);
      add_published(tensors, convolution, normalisation, units[unit]);
    }
  }
  return tensors;
}

/// Convolution and normalisation one after the other, as the networks were published.
at::Tensor normalised(const Tensors& tensors,
                      const std::pair<std::string, std::string>& names,
                      const at::Tensor& map,
                      int64_t stride,
                      bool efficient) {
  const auto weight = tensors.at(names.first + ".weight");
  const auto kernel = weight.size(2);
  auto input = map;
  auto padding = kernel / 2;
  if (efficient && stride == 2) {
    const auto before = (kernel - 2) / 2;
    input = at::constant_pad_nd(map, {before, kernel - 2 - before, before, kernel - 2 - before});
    padding = 0;
  }
  const auto groups = weight.size(1) == 1 ? weight.size(0) : 1;
  const auto x = torch::conv2d(input, weight, {}, stride, padding, 1, groups);
  const auto& norm = names.second;
  return torch::batch_norm(x,
                           tensors.at(norm + ".weight"),
                           tensors.at(norm + ".bias"),
                           tensors.at(norm + ".running_mean"),
                           tensors.at(norm + ".running_var"),
                           false,
                           0.1,
                           efficient ? 1e-3 : 1e-5,
                           false);
}

/// The folder that scripts/fetch_features.sh fills.
std::filesystem::path fetched_features() {
  if (const char* folder = std::getenv("LOWLIGHT_FEATURES")) return folder;
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  if (cache) return std::filesystem::path(cache) / "lowlight/features";
  return std::filesystem::path(home ? home : "") / ".cache/lowlight/features";
}

}  // namespace

TEST_CASE("Folded weights give what convolutions and their batch normalisations gave") {
  torch::manual_seed(4);
  const auto kind = GENERATE(MobileNetwork::mobilenet_v2, MobileNetwork::efficientnet_lite0);
  const bool efficient = kind == MobileNetwork::efficientnet_lite0;
  auto network = network_of(kind);
  const auto tensors = published(network);
  load_mobile(network, tensors, "made here");
  const auto picture = torch::rand({2, 3, 21, 32});
  auto x = efficient ? (picture * 255 - 127) / 128 : to_imagenet_units(picture);
  const std::pair<std::string, std::string> stem = {efficient ? "_conv_stem" : "features.0.0",
                                                    efficient ? "_bn0" : "features.0.1"};
  x = normalised(tensors, stem, x, 2, efficient).clamp(0, 6);
  CHECK(test::mixed_error(network->features(picture, {"stem"})[0], x) < 1e-4);
  for (size_t i = 0; i < 6; ++i) {
    const bool halves = i == 1 || i == 3;  // blocks 2 and 4 of both
    const bool adds = i == 2 || i == 4 || (i == 5 && !efficient);
    const bool halves_late = efficient && i == 5;
    auto y = x;
    if (i > 0) y = normalised(tensors, names_in(kind, i, 0), y, 1, efficient).clamp(0, 6);
    y = normalised(tensors, names_in(kind, i, 1), y, halves || halves_late ? 2 : 1, efficient)
            .clamp(0, 6);
    const auto name = "block" + std::to_string(i + 1);
    CHECK(test::mixed_error(network->features(picture, {name + "_depthwise"})[0], y) < 1e-3);
    y = normalised(tensors, names_in(kind, i, 2), y, 1, efficient);
    x = adds ? x + y : y;
    CHECK(test::mixed_error(network->features(picture, {name})[0], x) < 1e-3);
  }
}

TEST_CASE("Published weights give the outputs of the published programs") {
  const auto kind = GENERATE(MobileNetwork::mobilenet_v2, MobileNetwork::efficientnet_lite0);
  const auto name = std::string(enum_name(kind));
  const auto weights = fetched_features() / (name + ".safetensors");
  if (!std::filesystem::exists(weights)) {
    WARN("skipped, no published weights: scripts/fetch_features.sh fetches " << weights.string());
    return;
  }
  auto network = network_of(kind);
  load_mobile(network, io::read_safetensors(weights).tensors, weights.string());
  // Values of the original programs; large maps are thinned out: some channels, each third pixel.
  const auto cases =
      io::read_safetensors(LOWLIGHT_TEST_DATA "/unit/models/mobile_features.safetensors").tensors;
  int compared = 0;
  for (const auto& [key, expected] : cases) {
    if (!key.starts_with(name)) continue;
    const auto layer = key.substr(name.size() + 1);
    auto map = network->features(cases.at("picture"), {layer})[0];
    if (map.numel() != expected.numel()) {
      const auto step = map.size(1) / 8;
      map = map.slice(1, 0, {}, step).slice(2, 0, {}, 3).slice(3, 0, {}, 3);
    }
    INFO(key);
    CHECK(test::mixed_error(map, expected) < 1e-4);
    ++compared;
  }
  CHECK(compared >= 3);
}

TEST_CASE("Layers come in the order asked for, and an unknown one is an error that lists all") {
  auto network = network_of(MobileNetwork::mobilenet_v2);
  const auto x = torch::rand({1, 3, 32, 40});
  const auto maps = network->features(x, {"block4", "stem", "block2_expand", "stem"});
  CHECK(maps[0].sizes() == at::IntArrayRef{1, 32, 4, 5});
  CHECK(maps[1].sizes() == at::IntArrayRef{1, 32, 16, 20});
  CHECK(maps[2].sizes() == at::IntArrayRef{1, 96, 16, 20});
  CHECK(at::equal(maps[1], maps[3]));
  CHECK(network->features(x, {}).empty());
  CHECK(network->layers().size() == 1 + 2 + 16 * 3);
  CHECK_THROWS_WITH(network->features(x, {"relu4_1"}),
                    ContainsSubstring("relu4_1") && ContainsSubstring("block17_depthwise"));
  CHECK_THROWS(network->features(torch::rand({1, 4, 32, 32}), {"stem"}));
}

TEST_CASE("The features are frozen, random by their seed alone, and pass gradients to pictures") {
  for (const auto kind : {MobileNetwork::mobilenet_v2, MobileNetwork::efficientnet_lite0}) {
    torch::manual_seed(1);
    auto network = network_of(kind);
    torch::manual_seed(2);
    auto again = network_of(kind);
    auto x = torch::rand({1, 3, 17, 9}, torch::requires_grad());
    const auto map = network->features(x, {"block3"})[0];
    CHECK(at::equal(map, again->features(x, {"block3"})[0]));
    map.square().sum().backward();
    CHECK(x.grad().abs().sum().item<double>() > 0);
    for (const auto& parameter : network->parameters()) CHECK_FALSE(parameter.requires_grad());
    CHECK_THAT(network->description(), ContainsSubstring("random"));
    const auto [least, greatest] = input_range(network->options);
    CHECK(least < -0.9);
    CHECK(greatest > 0.9);
  }
}

TEST_CASE("Weights that do not fit are all listed and change nothing") {
  auto network = network_of(MobileNetwork::efficientnet_lite0);
  auto tensors = published(network);
  const auto before = network->stem->weight.clone();
  tensors.erase("_blocks.3._bn1.running_var");
  tensors["_conv_stem.weight"] = torch::zeros({32, 3, 5, 5});
  try {
    load_mobile(network, tensors, "broken");
    FAIL("it was accepted");
  } catch (const CheckpointError& error) {
    CHECK_THAT(
        error.what(),
        ContainsSubstring("_blocks.3._bn1.running_var") && ContainsSubstring("_conv_stem.weight"));
  }
  CHECK(at::equal(network->stem->weight, before));
}
