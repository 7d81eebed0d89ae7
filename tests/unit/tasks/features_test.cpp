#include "tasks/features.h"

#include <ATen/ATen.h>

#include "lowlight/core/error.h"
#include "lowlight/core/fields.h"
#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::tasks;

TEST_CASE("Features without weights are random and say so") {
  FeaturesOptions options;
  options.vgg.base_width = 4;
  CHECK_THAT(make_features(options).extractor->description(), ContainsSubstring("random"));
}

TEST_CASE("Weights that are not there and options that cannot be are typed errors") {
  FeaturesOptions options;
  options.weights = "no such file";
  options.vgg.base_width = 4;
  CHECK_THROWS_AS(make_features(options), Error);
  options.vgg.base_width = 0;
  const auto problems = problems_of(options);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].key == "vgg.base_width");
}

TEST_CASE("Each network that features can come from is named, has its module and its units") {
  for (const auto network :
       {FeatureNetwork::vgg, FeatureNetwork::mobilenet_v2, FeatureNetwork::efficientnet_lite0}) {
    FeaturesOptions options{.network = network};
    options.vgg.base_width = 4;
    const auto features = make_features(options);
    CHECK_FALSE(features.module->parameters().empty());
    CHECK(features.input_range.first < features.input_range.second);
    const auto layer = network == FeatureNetwork::vgg ? "conv1_1" : "block1";
    CHECK(features.extractor->features(at::rand({1, 3, 16, 16}), {layer})[0].size(0) == 1);
    options.weights = "no such file";
    CHECK_THROWS_AS(make_features(options), Error);
  }
}
