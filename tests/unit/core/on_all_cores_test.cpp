#include "lowlight/core/on_all_cores.h"

#include <atomic>
#include <stdexcept>
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
