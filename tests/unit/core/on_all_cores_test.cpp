#include "lowlight/core/on_all_cores.h"

#include <ATen/Parallel.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

#include "support/catch.h"

using lowlight::on_all_cores;

TEST_CASE("Each piece of work is done once") {
  for (const int64_t count : {0, 1, 2, 7, 1000}) {
    std::vector<std::atomic<int>> done(size_t(count) + 1);
    on_all_cores(count, [&](int64_t i) { ++done[size_t(i)]; });
    for (int64_t i = 0; i < count; ++i) CHECK(done[size_t(i)] == 1);
    CHECK(done[size_t(count)] == 0);
  }
}

TEST_CASE("What a piece of work throws is thrown when the others have ended") {
  std::atomic<int> running = 0;
  const auto work = [&](int64_t i) {
    ++running;
    if (i % 3 == 1) {
      --running;
      throw std::runtime_error("piece");
    }
    --running;
  };
  CHECK_THROWS_WITH(on_all_cores(100, work), "piece");
  CHECK(running == 0);
}

TEST_CASE("Two pieces of work run at the same time where there are two cores") {
  if (std::thread::hardware_concurrency() < 2) return;
  at::set_num_threads(2);
  std::atomic<int> arrived = 0;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  on_all_cores(2, [&](int64_t) {
    ++arrived;
    while (arrived < 2 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  });
  CHECK(std::chrono::steady_clock::now() < deadline);
}

TEST_CASE("One thread does all where LibTorch may use one, and inside of such work") {
  const auto here = std::this_thread::get_id();
  std::atomic<int> elsewhere = 0, done = 0;
  at::set_num_threads(1);
  on_all_cores(50, [&](int64_t) { elsewhere += std::this_thread::get_id() != here; });
  CHECK(elsewhere == 0);
  at::set_num_threads(2);
  on_all_cores(4, [&](int64_t) {
    const auto outer = std::this_thread::get_id();
    on_all_cores(25, [&](int64_t) {
      ++done;
      elsewhere += std::this_thread::get_id() != outer;
    });
  });
  CHECK(elsewhere == 0);
  CHECK(done == 100);
}
