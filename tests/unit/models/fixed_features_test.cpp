#include "models/fixed_features.h"

#include <ATen/ATen.h>

#include "lowlight/core/error.h"
#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::models;

TEST_CASE("Random weights have the variance of their fan-in and follow from seed and place") {
  std::vector<at::Tensor> weights = {at::zeros({64, 8, 3, 3}), at::zeros({64, 8, 3, 3})}, again;
  for (const auto& weight : weights) again.push_back(at::zeros_like(weight));
  set_random(weights, 1);
  set_random(again, 1);
  CHECK(at::equal(weights[0], again[0]));
  CHECK(at::equal(weights[1], again[1]));
  CHECK_FALSE(at::equal(weights[0], weights[1]));
  CHECK(weights[0].square().mean().item<double>() == Approx(2.0 / 72).epsilon(0.1));
  set_random(again, 2);
  CHECK_FALSE(at::equal(weights[0], again[0]));
}

TEST_CASE("Wanted maps come in their order, twice where wanted twice, and are complete then") {
  WantedMaps wanted("Net", {"a", "b", "c"}, {"c", "a", "c"});
  wanted.keep("a", at::full({1}, 1));
  wanted.keep("b", at::full({1}, 2));
  CHECK_FALSE(wanted.complete());
  wanted.keep("c", at::full({1}, 3));
  CHECK(wanted.complete());
  CHECK(wanted.maps().at(0).item<int>() == 3);
  CHECK(wanted.maps().at(1).item<int>() == 1);
  CHECK(wanted.maps().at(2).item<int>() == 3);
  CHECK(WantedMaps("Net", {"a"}, {}).complete());
  CHECK_THROWS_WITH(
      WantedMaps("Net", {"a", "b"}, {"x"}),
      ContainsSubstring("Net") && ContainsSubstring("'x'") && ContainsSubstring("a, b"));
}

TEST_CASE("Published tensors are copied all or not at all") {
  const std::map<std::string, at::Tensor> tensors = {{"a", at::ones({2})}, {"b", at::ones({3})}};
  const auto target = at::zeros({2});
  PublishedTensors published(tensors);
  published.put(target, published.find("a", {2}));
  CHECK(published.fits());
  CHECK(target.sum().item<float>() == 0);
  published.copy_all("here");
  CHECK(target.sum().item<float>() == 2);
  target.zero_();
  CHECK_FALSE(published.find("b", {2}).defined());
  CHECK_FALSE(published.find("c", {1}).defined());
  CHECK_FALSE(published.fits());
  CHECK_THROWS_AS(published.copy_all("here"), CheckpointError);
  CHECK_THROWS_WITH(published.copy_all("here"),
                    ContainsSubstring("b must be [2]") && ContainsSubstring("c is missing"));
  CHECK(target.sum().item<float>() == 0);
}
