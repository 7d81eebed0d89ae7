#include "lowlight/core/clock.h"

#include "support/catch.h"

using namespace lowlight;

TEST_CASE("Durations are in seconds and have a direction") {
  const Clock::time_point start;
  const auto end = start + std::chrono::milliseconds(1500);
  CHECK(seconds_between(start, end) == 1.5);
  CHECK(seconds_between(end, start) == -1.5);
}

TEST_CASE("Time goes on") {
  const auto start = Clock::now() - std::chrono::hours(1);
  CHECK(seconds_since(start) >= 3600);
  CHECK(seconds_since(start) < 3700);
}
