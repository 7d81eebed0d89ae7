#include "tasks/features.h"

#include "lowlight/core/error.h"
#include "lowlight/core/fields.h"
#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::tasks;

TEST_CASE("Features without weights are random and say so") {
  FeaturesOptions options;
  options.vgg.base_width = 4;
  CHECK_THAT(make_features(options)->description(), ContainsSubstring("random"));
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
