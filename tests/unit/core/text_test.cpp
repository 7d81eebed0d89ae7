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
