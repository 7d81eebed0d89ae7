#include <array>
#include <string_view>
#include <utility>

#include "lowlight/core/names.h"

#include "support/catch.h"

using namespace lowlight;

namespace {
enum class Weather { sun, rain };

/// The names of the values, as users write them.
constexpr auto names_of(Weather) {
  return std::to_array<std::pair<Weather, std::string_view>>(
      {{Weather::sun, "sun"}, {Weather::rain, "rain"}});
}
}  // namespace
TEST_CASE("Enum values and their names convert both ways") {
  CHECK(enum_name(Weather::rain) == "rain");
  CHECK(enum_value<Weather>("sun") == Weather::sun);
  CHECK_FALSE(enum_value<Weather>("snow"));
  CHECK(enum_names<Weather>() == std::vector<std::string>{"sun", "rain"});
}

TEST_CASE("The nearest name is found where one is near, and none is invented") {
  const std::vector<std::string> known{"learning_rate", "batch_size", "steps"};
  CHECK(nearest_name("learning_rat", known) == "learning_rate");
  CHECK(nearest_name("step", known) == "steps");
  CHECK_FALSE(nearest_name("colour_of_the_sky", known));
  CHECK_FALSE(nearest_name("x", {}));
  CHECK(did_you_mean("batchsize", known) == " (did you mean 'batch_size'?)");
  CHECK(did_you_mean("zzzzzzzzzzz", known).empty());
}
