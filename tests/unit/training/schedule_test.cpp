#include "lowlight/training/schedule.h"

#include "support/catch.h"

using namespace lowlight::training;

TEST_CASE("The rate rises over the warm-up, falls to its last share and stays there") {
  const ScheduleOptions options{.learning_rate = 2, .warm_up = 4, .final_share = 0.25};
  CHECK(learning_rate_at(0, 101, options) == Approx(0.5));
  CHECK(learning_rate_at(3, 101, options) == Approx(2));
  CHECK(learning_rate_at(4, 101, options) == Approx(2));
  CHECK(learning_rate_at(52, 101, options) == Approx(1.25));
  CHECK(learning_rate_at(100, 101, options) == Approx(0.5));
  CHECK(learning_rate_at(1000, 101, options) == Approx(0.5));
  for (int64_t step = 5; step < 100; ++step) {
    CHECK(learning_rate_at(step + 1, 101, options) < learning_rate_at(step, 101, options));
  }
}

TEST_CASE("A final share of 1 keeps the rate and a single step has the full one") {
  const ScheduleOptions constant{.learning_rate = 0.3, .final_share = 1};
  for (const int64_t step : {0, 1, 50, 99})
    CHECK(learning_rate_at(step, 100, constant) == Approx(0.3));
  CHECK(learning_rate_at(0, 1, {.learning_rate = 1, .final_share = 0}) == 1);
}

TEST_CASE("A warm-up longer than the run only rises") {
  CHECK(learning_rate_at(4, 5, {.learning_rate = 1, .warm_up = 10}) == Approx(0.5));
}

TEST_CASE("Wrong schedules are all named") {
  CHECK(problems_of(ScheduleOptions{}).empty());
  CHECK(problems_of(ScheduleOptions{.learning_rate = -1, .warm_up = -1, .final_share = 2}).size() ==
        3);
}
