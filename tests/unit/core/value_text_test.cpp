#include "lowlight/core/value_text.h"

#include <cmath>
#include <limits>

#include "support/catch.h"

using namespace lowlight;

TEST_CASE("Numbers are short and keep their size and sign") {
  CHECK(number_text(0) == "0");
  CHECK(number_text(1) == "1");
  CHECK(number_text(9.999) == "10");
  CHECK(number_text(-0.03127) == "−0.0313");
  CHECK(number_text(123.4) == "123");
  CHECK(number_text(9443) == "9443");
  CHECK(number_text(12'500) == "12.5k");
  CHECK(number_text(999'999) == "1e6");
  CHECK(number_text(1.84e7) == "1.84e7");
  CHECK(number_text(6.6e-9) == "6.6e-9");
  CHECK(number_text(0.5, 1) == "0.5");
  CHECK(number_text(std::nan("")) == "NaN");
  CHECK(number_text(-std::numeric_limits<double>::infinity()) == "−∞");
  CHECK(number_text(std::numeric_limits<double>::max()) == "1.8e308");
  CHECK(number_text(5e-324) == "4.94e-324");
}

TEST_CASE("Settings read as a person would write them") {
  CHECK(field_text(true) == "yes");
  CHECK(field_text(false) == "no");
  CHECK(field_text(int64_t{-1234567}) == "-1234567");
  CHECK(field_text(0.000125) == "0.000125");
  CHECK(field_text(-12345.5) == "-12345.5");
  CHECK(field_text(1e300) == "1e+300");
  CHECK(field_text(std::string("a \"b\"")) == "a \"b\"");
  CHECK(field_text(std::vector<int64_t>{1, 2}) == "1, 2");
  CHECK(field_text(std::vector<std::string>{}) == "");
}
