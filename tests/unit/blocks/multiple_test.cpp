#include "blocks/multiple.h"

#include "support/catch.h"
#include "support/problems.h"

using namespace lowlight;
using namespace lowlight::blocks;

TEST_CASE("Only a value that the divisor does not divide is a problem") {
  Problems problems;
  check_multiple(problems, "channels", 6, 3);
  check_multiple(problems, "channels", 0, 4);
  check_multiple(problems, "channels", 5, 0);
  CHECK(problems.empty());
  check_multiple(problems, "channels", 6, 4);
  REQUIRE(test::has_problem(problems, "channels"));
  CHECK(problems[0].value == "6");
}
