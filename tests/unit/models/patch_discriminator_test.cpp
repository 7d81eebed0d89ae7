#include "lowlight/models/patch_discriminator.h"
#include "lowlight/core/fields.h"

#include <torch/types.h>

#include "support/catch.h"
#include "support/problems.h"

using namespace lowlight;
using namespace lowlight::models;

TEST_CASE("Three layers judge patches of 70 pixels") {
  CHECK(patch_side({}) == 70);
  CHECK(patch_side({.layers = 1}) == 16);
}

TEST_CASE("One score sees its patch and nothing else") {
  const PatchDiscriminatorOptions options{.base_channels = 4, .layers = 2, .instance_norm = false};
  PatchDiscriminator judge(options);
  const auto x = torch::randn({1, 3, 96, 96}).requires_grad_();
  const auto scores = judge(x);
  scores[0][0][scores.size(2) / 2][scores.size(3) / 2].backward();
  const auto seen = x.grad().abs().sum(at::IntArrayRef{0, 1}) > 0;
  CHECK(seen.any(1).sum().item<int64_t>() == patch_side(options));
  CHECK(seen.any(0).sum().item<int64_t>() == patch_side(options));
}

TEST_CASE("Scores are a map for every batch and size") {
  PatchDiscriminator judge(PatchDiscriminatorOptions{.base_channels = 4});
  CHECK(judge(torch::rand({2, 3, 64, 96})).sizes() == at::IntArrayRef({2, 1, 6, 10}));
  CHECK(judge(torch::rand({1, 3, 32, 33})).isfinite().all().item<bool>());
}

TEST_CASE("Layers that are normalised have no bias") {
  const auto biases = [](bool instance_norm) {
    PatchDiscriminator judge(
        PatchDiscriminatorOptions{.base_channels = 4, .instance_norm = instance_norm});
    std::vector<std::string> names;
    for (const auto& parameter : judge->named_parameters()) {
      if (parameter.key().ends_with("bias")) names.push_back(parameter.key());
    }
    return names;
  };
  CHECK(biases(true) == std::vector<std::string>{"layer_1.bias", "score.bias"});
  CHECK(biases(false).size() == 5);
}

TEST_CASE("A patch discriminator refuses pictures that are too small") {
  PatchDiscriminator judge(PatchDiscriminatorOptions{.base_channels = 4});
  CHECK_THROWS_WITH(judge(torch::rand({1, 3, 31, 64})), ContainsSubstring("at least 32"));
  CHECK_THROWS(judge(torch::rand({1, 1, 64, 64})));
  const auto problems = problems_of(PatchDiscriminatorOptions{
      .in_channels = 0, .base_channels = 0, .layers = 7, .negative_slope = 1});
  CHECK(problems.size() == 4);
  CHECK(test::has_problem(problems, "in_channels", at_least(1), "0"));
  CHECK(test::has_problem(problems, "base_channels", at_least(1), "0"));
  CHECK(test::has_problem(problems, "layers", in(1, 6), "7"));
  CHECK(test::has_problem(problems, "negative_slope", at_least(0).below(1), "1"));
}
