#include "lowlight/tasks/pair_options.h"

#include "lowlight/core/fields.h"
#include "support/catch.h"
#include "support/problems.h"

using namespace lowlight;
using namespace lowlight::tasks;

TEST_CASE("Wrong options of darkened pairs are all named with their full keys") {
  CHECK(problems_of(DarkenedPairsOptions{}).empty());
  DarkenedPairsOptions options;
  options.neutral = 2;
  options.crop.size = 0;
  CHECK(test::keys_of(problems_of(options)) == std::vector<std::string>{"crop.size", "neutral"});
}

TEST_CASE("Wrong options of matched pairs are all named with their full keys") {
  CHECK(problems_of(MatchedPairsOptions{}).empty());
  MatchedPairsOptions options;
  options.neutral = -1;
  options.crop.size = 0;
  CHECK(test::keys_of(problems_of(options)) == std::vector<std::string>{"crop.size", "neutral"});
}
