#include "lowlight/core/problems.h"

#include <c10/util/Exception.h>

#include "support/catch.h"
#include "support/problems.h"

using namespace lowlight;

TEST_CASE("A problem is a sentence of key, rule and value") {
  CHECK(Problem{"strength", "must be from 0 to 1", "2"}.text() ==
        "strength must be from 0 to 1, got 2");
  CHECK(Problem{"style-mask", "needs a style"}.text() == "style-mask needs a style");
  CHECK(texts_of({{"a", "is wrong"}, {"b", "must be odd", "2"}}) ==
        std::vector<std::string>{"a is wrong", "b must be odd, got 2"});
}

TEST_CASE("The problems of a member have its name before their keys") {
  CHECK(within("crop", {{"size", "must be at least 1", "0"}}) ==
        Problems{{"crop.size", "must be at least 1", "0"}});
}

TEST_CASE("A constructor refuses with all problems at once and takes options without any") {
  CHECK_NOTHROW(require_valid("Block", Problems{}));
  CHECK_THROWS_AS(require_valid("Block", Problems{{"a", "is wrong"}}), c10::ValueError);
  CHECK_THROWS_WITH(require_valid("Block", Problems{{"a", "is wrong"}, {"b", "too"}}),
                    ContainsSubstring("Block: a is wrong; b too"));
}
