#include "lowlight/training/schedule.h"

#include <utility>
#include <vector>

#include "lowlight/core/fields.h"
#include "support/catch.h"
#include "support/problems.h"

using namespace lowlight;
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

TEST_CASE(
    "The rate of step falls every so many steps after the warm-up, not under its last share") {
  const ScheduleOptions options{.learning_rate = 2,
                                .warm_up = 10,
                                .shape = RateShape::step,
                                .final_share = 0.2,
                                .every = 5,
                                .factor = 0.5};
  CHECK(learning_rate_at(4, 100, options) == Approx(1));
  for (const auto& [step, rate] : {std::pair(10, 2.0), {14, 2.0}, {15, 1.0}, {20, 0.5}, {99, 0.4}})
    CHECK(learning_rate_at(step, 100, options) == Approx(rate));
}

TEST_CASE("A constant rate stays after its warm-up whatever the other settings are") {
  const ScheduleOptions options{
      .learning_rate = 2, .warm_up = 2, .shape = RateShape::constant, .final_share = 0};
  CHECK(learning_rate_at(0, 10, options) == Approx(1));
  for (const int64_t step : {1, 5, 9, 1000}) CHECK(learning_rate_at(step, 10, options) == 2);
}

TEST_CASE("The rate of plateau falls once for each time that validation stopped getting better") {
  const ScheduleOptions options{
      .learning_rate = 2, .shape = RateShape::plateau, .final_share = 0, .factor = 0.5};
  CHECK(learning_rate_at(7, 10, options, 0) == 2);
  CHECK(learning_rate_at(7, 10, options, 3) == 0.25);
  PlateauWatch watch;
  std::vector<int64_t> falls;
  for (const double loss : {5., 4., 4., 4., 3., 3.5, 3., 3.1, 3.2}) {
    watch.add(loss, 2);
    falls.push_back(watch.falls);
  }
  CHECK(falls == std::vector<int64_t>{0, 0, 0, 1, 1, 1, 2, 2, 3});
}

TEST_CASE("Wrong schedules are all named") {
  CHECK(problems_of(ScheduleOptions{}).empty());
  CHECK(problems_of(ScheduleOptions{.learning_rate = -1, .warm_up = -1, .final_share = 2}).size() ==
        3);
}
