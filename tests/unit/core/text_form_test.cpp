#include <array>
#include <string_view>
#include <utility>

#include "lowlight/core/text_form.h"

#include "support/catch.h"

using namespace lowlight;

namespace {

enum class Speed { slow, fast };

/// The names of the values, as users write them.
constexpr auto names_of(Speed) {
  return std::to_array<std::pair<Speed, std::string_view>>(
      {{Speed::slow, "slow"}, {Speed::fast, "fast"}});
}
using Choice = std::optional<Speed>;

}  // namespace

TEST_CASE("An enum is written by its names") {
  CHECK(TextForm<Speed>::text(Speed::fast) == "fast");
  CHECK(TextForm<Speed>::value("slow") == Speed::slow);
  CHECK(TextForm<Speed>::value("quick") == std::nullopt);
  CHECK(TextForm<Speed>::choices() == std::vector<std::string>{"slow", "fast"});
}

TEST_CASE("An optional value is written as nothing where there is none") {
  CHECK(TextForm<Choice>::text({}) == "");
  CHECK(TextForm<Choice>::text(Speed::fast) == "fast");
  REQUIRE(TextForm<Choice>::value("").has_value());
  CHECK(*TextForm<Choice>::value("") == std::nullopt);
  REQUIRE(TextForm<Choice>::value("fast").has_value());
  CHECK(*TextForm<Choice>::value("fast") == Speed::fast);
  CHECK_FALSE(TextForm<Choice>::value("quick").has_value());
}

TEST_CASE("A path is written as it is, whatever its bytes") {
  using Path = std::filesystem::path;
  CHECK(TextForm<Path>::text("a b/\xe9") == "a b/\xe9");
  CHECK(TextForm<Path>::value("a b/\xe9") == Path("a b/\xe9"));
}
