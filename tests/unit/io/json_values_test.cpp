#include "io/json_values.h"

#include "support/catch.h"

using namespace lowlight::io;

TEST_CASE("Every number comes back from JSON, also those that JSON lacks") {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  for (const double number : {0.1, -5e-324, 1.7976931348623157e308, kInfinity, -kInfinity}) {
    const auto text = number_to_json(number).dump();
    CHECK(number_from_json(Json::parse(text)) == number);
  }
  const auto not_a_number = number_from_json(Json::parse(number_to_json(std::nan("")).dump()));
  REQUIRE(not_a_number);
  CHECK(std::isnan(*not_a_number));
}

TEST_CASE("What is not finite is text and whole numbers are numbers") {
  CHECK(number_to_json(std::nan("")) == "NaN");
  CHECK(number_to_json(-std::numeric_limits<double>::infinity()) == "-Infinity");
  CHECK(number_from_json(Json(3)) == 3.0);
}

TEST_CASE("Other values are no number") {
  for (const auto* text : {R"("nan")", R"("1")", "null", "true", "[1]", "{}"}) {
    CAPTURE(text);
    CHECK_FALSE(number_from_json(Json::parse(text)));
  }
}
