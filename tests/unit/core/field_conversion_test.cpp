#include "lowlight/core/field_conversion.h"

#include <array>

#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::detail;

TEST_CASE("Only lists can be empty lists") {
  CHECK(is_empty_list(std::vector<double>{}));
  CHECK(is_empty_list(std::vector<std::string>{}));
  CHECK_FALSE(is_empty_list(std::vector<int64_t>{0}));
  CHECK_FALSE(is_empty_list(std::string()));
  CHECK_FALSE(is_empty_list(false));
}

TEST_CASE("A value that was given is shown as a file has it") {
  CHECK(as_given(true) == "true");
  CHECK(as_given(-0.5) == "-0.5");
  CHECK(as_given(std::string("a b")) == "a b");
  CHECK(as_given(std::vector<int64_t>{1, 2}) == "1, 2");
}

TEST_CASE("The rule of a list is kept where each number keeps it") {
  CHECK(keeps(int64_t{1}, at_least(1)));
  CHECK_FALSE(keeps(0.5, at_least(1)));
  CHECK(keeps(std::array<double, 2>{1, 2}, at_least(1)));
  CHECK_FALSE(keeps(std::vector<double>{1, 0}, at_least(1)));
  CHECK(keeps(std::vector<double>{}, at_least(1)));
  CHECK(keeps(std::string("0"), at_least(1)));
}
