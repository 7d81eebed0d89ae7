#include "lowlight/core/text.h"

#include "support/catch.h"

using namespace lowlight;

TEST_CASE("Joined items keep their order, and empty ones their place") {
  CHECK(joined({}) == "");
  CHECK(joined({"a"}) == "a");
  CHECK(joined({"a", "b", "c"}) == "a, b, c");
  CHECK(joined({"", "b", ""}, ",") == ",b,");
}

TEST_CASE("A numbered name ends with its number") {
  CHECK(numbered("adapt", 0) == "adapt_0");
  CHECK(numbered("", -12) == "_-12");
}

TEST_CASE("A number takes its format's places and the text around it") {
  CHECK(formatted("%.2f s", 1.5) == "1.50 s");
  CHECK(formatted(", %.3g MP", 12.345) == ", 12.3 MP");
  CHECK(formatted("%.0f", 1e80).size() == 63);
}
