#include "lowlight/core/rule.h"

#include <cmath>
#include <limits>

#include "support/catch.h"

using namespace lowlight;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("A range has its ends unless they are left out") {
  CHECK(in(0, 1).holds(0));
  CHECK(in(0, 1).holds(1));
  CHECK_FALSE(in(0, 1).holds(-1e-9));
  CHECK_FALSE(in(0, 1).holds(std::nextafter(1.0, 2.0)));
  CHECK_FALSE(above(0).holds(0));
  CHECK(above(0).holds(5e-324));
  CHECK(above(0).at_most(1).holds(1));
  CHECK_FALSE(at_least(0).below(1).holds(1));
  CHECK(at_least(0).holds(kInfinity));
  CHECK_FALSE(in(-5, 5).holds(kInfinity));
}

TEST_CASE("A rule refuses what is no number, and no rule takes everything") {
  for (const auto& rule : {in(0, 1), at_least(0), above(0), at_least(1).odd_only()})
    CHECK_FALSE(rule.holds(kNoNumber));
  CHECK(Rule().holds(kNoNumber));
  CHECK(Rule().holds(-kInfinity));
}

TEST_CASE("Odd numbers are every second integer") {
  const auto rule = at_least(1).odd_only();
  CHECK(rule.holds(1));
  CHECK(rule.holds(7));
  CHECK_FALSE(rule.holds(2));
  CHECK_FALSE(rule.holds(-1));
  CHECK_FALSE(rule.holds(1.5));
  CHECK(Rule{.odd = true}.holds(-3));
}

TEST_CASE("A rule as text has its numbers as they are typed") {
  CHECK(in(0, 1).text() == "from 0 to 1");
  CHECK(in(-0.5, 1099511627776).text() == "from -0.5 to 1099511627776");
  CHECK(at_least(0).below(1).text() == "from 0 to below 1");
  CHECK(above(0).at_most(1).text() == "above 0 and at most 1");
  CHECK(above(0).text() == "above 0");
  CHECK(at_least(1).odd_only().text() == "at least 1 and odd");
  CHECK(Rule{.greatest = 2}.text() == "at most 2");
  CHECK(Rule().text() == "");
}
