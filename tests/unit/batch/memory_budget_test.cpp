#include "lowlight/batch/memory_budget.h"

#include <atomic>
#include <thread>
#include <vector>

#include "support/catch.h"

using namespace lowlight::batch;

TEST_CASE("Shares never exceed the budget except for one that is alone") {
  MemoryBudget budget(100);
  std::atomic<int64_t> taken{0};
  std::atomic<int> wrong{0};
  {
    std::vector<std::jthread> threads;
    for (int64_t i = 0; i < 8; ++i) {
      threads.emplace_back([&, i] {
        for (int64_t round = 0; round < 200; ++round) {
          const int64_t bytes = 1 + (37 * i + 11 * round) % 130;
          const auto share = budget.take(bytes);
          if (taken += bytes; taken > 100 && taken != bytes) ++wrong;
          taken -= bytes;
        }
      });
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("A share is given back at its end wherever it was moved to") {
  MemoryBudget budget(10);
  auto first = budget.take(10);
  auto second = std::move(first);
  second.reset();
  CHECK_NOTHROW(budget.take(10));
}

TEST_CASE("The machine tells its memory") {
  CHECK(available_memory() > 0);
  CHECK(occupied_memory() > 1 << 20);
  CHECK(occupied_memory() < int64_t{1} << 40);
}
