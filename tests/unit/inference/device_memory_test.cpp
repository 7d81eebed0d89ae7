#include "inference/device_memory.h"

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>

#include "support/catch.h"

using namespace lowlight::inference;

namespace {

[[noreturn]] void run_out() {
  throw c10::OutOfMemoryError({__func__, __FILE__, __LINE__}, "CUDA out of memory");
}

/// Work that runs out of memory so many times, and what was done.
struct Trial {
  int shortages = 0;
  int most_halvings = 0;
  std::string steps = {};

  DeviceWork<int> work(bool elsewhere) {
    DeviceWork<int> result{.run =
                               [this](int halvings) {
                                 steps += "r" + std::string(size_t(halvings), '/');
                                 if (shortages-- > 0) run_out();
                                 return 1;
                               },
                           .most_halvings = most_halvings,
                           .free_memory = [this] { steps += "f"; },
                           .run_elsewhere = {}};
    if (elsewhere) {
      result.run_elsewhere = [this] {
        steps += "e";
        return 2;
      };
    }
    return result;
  }
};

}  // namespace

TEST_CASE("Work that finds memory runs once") {
  Trial trial;
  CHECK(DeviceMemory().run(trial.work(true)) == 1);
  CHECK(trial.steps == "r");
}

TEST_CASE("Work that finds none tries again with freed memory") {
  Trial trial{1};
  CHECK(DeviceMemory().run(trial.work(true)) == 1);
  CHECK(trial.steps == "rfr");
}

TEST_CASE("Work that still finds none goes elsewhere where it may") {
  Trial trial{2};
  CHECK(DeviceMemory().run(trial.work(true)) == 2);
  CHECK(trial.steps == "rfre");
}

TEST_CASE("Work that finds none alone is done in smaller pieces, as far as they are worth it") {
  Trial enough{3, 2};
  CHECK(DeviceMemory().run(enough.work(true)) == 1);
  CHECK(enough.steps == "rfrfr/fr//");
  Trial too_little{4, 2};
  CHECK(DeviceMemory().run(too_little.work(true)) == 2);
  CHECK(too_little.steps == "rfrfr/fr//e");
  Trial nowhere{4, 2};
  CHECK_THROWS_AS(DeviceMemory().run(nowhere.work(false)), c10::OutOfMemoryError);
}

TEST_CASE("Work that may go nowhere says that memory is short") {
  Trial trial{2};
  CHECK_THROWS_AS(DeviceMemory().run(trial.work(false)), c10::OutOfMemoryError);
  CHECK(trial.steps == "rfr");
}

TEST_CASE("Other errors are not tried again") {
  int runs = 0;
  const DeviceWork<int> broken{.run = [&](int) -> int {
                                 ++runs;
                                 throw std::runtime_error("broken");
                               },
                               .most_halvings = 3,
                               .free_memory = [] {},
                               .run_elsewhere = [] { return 2; }};
  CHECK_THROWS_WITH(DeviceMemory().run(broken), "broken");
  CHECK(runs == 1);
}

TEST_CASE("The second attempt is alone on the device") {
  DeviceMemory memory;
  std::atomic<int> inside{0};
  std::atomic<bool> met{false};
  const auto busy = [&](bool first_runs_out) {
    bool out = first_runs_out;
    for (int i = 0; i < 200; ++i) {
      memory.run<int>({.run =
                           [&](int) {
                             const int others = inside++;
                             if (!out && first_runs_out && others > 0) met = true;
                             std::this_thread::yield();
                             --inside;
                             if (out) {
                               out = false;
                               run_out();
                             }
                             out = first_runs_out;
                             return 0;
                           },
                       .free_memory = [] {},
                       .run_elsewhere = {}});
    }
  };
  std::jthread other([&] { busy(false); });
  busy(true);
  CHECK_FALSE(met);
}
