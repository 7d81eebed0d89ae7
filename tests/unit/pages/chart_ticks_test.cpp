#include "pages/chart_ticks.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "support/catch.h"

using namespace lowlight::pages;
using Ticks = std::vector<double>;

TEST_CASE("Round ticks are multiples of 1 2 or 5 inside the range") {
  CHECK(round_ticks(0, 10, 5) == Ticks{0, 2, 4, 6, 8, 10});
  CHECK(round_ticks(-0.1, 0.35, 5) == Ticks{-0.1, 0, 0.1, 0.2, 0.30000000000000004});
  CHECK(round_ticks(990, 5010, 4) == Ticks{1000, 2000, 3000, 4000, 5000});
}

TEST_CASE("Ticks are few and rise and stay inside whatever the range") {
  for (double low : {-3e7, -1.0, 1e-12, 0.07, 123.0, 99999.0}) {
    for (double span : {1e-3, 0.7, 3.3, 1e4, 6.1e9}) {
      const double high = low + span;
      const auto ticks = round_ticks(low, high, 5);
      INFO(low << " to " << high);
      CHECK(ticks.size() >= 2);
      CHECK(ticks.size() <= 9);
      CHECK(std::is_sorted(ticks.begin(), ticks.end()));
      CHECK(ticks.front() >= low - 1e-6 * span);
      CHECK(ticks.back() <= high + 1e-6 * span);
    }
  }
}

TEST_CASE("Power ticks are powers of ten thinned where there are many") {
  CHECK(power_ticks(0.5, 2000, 5) == Ticks{1, 10, 100, 1000});
  CHECK(power_ticks(2.6, 6.6e9, 5).size() <= 6);
  CHECK(power_ticks(1e-300, 1e300, 5).size() <= 6);
  CHECK(power_ticks(0.9, 6, 5) == Ticks{1, 2, 5});
  CHECK(power_ticks(3, 4, 5).size() >= 2);
}

TEST_CASE("An impossible range has no ticks") {
  const double infinite = std::numeric_limits<double>::infinity();
  const Ticks none;
  for (const auto& [low, high] :
       {std::pair{1.0, 1.0}, {2.0, 1.0}, {std::nan(""), 1.0}, {0.0, infinite}, {0.0, 5e-324}}) {
    CHECK(round_ticks(low, high, 5) == none);
    CHECK(power_ticks(low, high, 5) == none);
  }
  CHECK(power_ticks(-1, 10, 5) == none);
}
