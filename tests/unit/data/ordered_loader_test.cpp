#include "lowlight/data/ordered_loader.h"

#include <ATen/Parallel.h>
#include <torch/types.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>

#include "lowlight/core/random.h"
#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::data;

TEST_CASE("Items come in order for any number of workers though they finish in another") {
  const auto make = [](int64_t i) {
    std::this_thread::sleep_for(std::chrono::microseconds(RandomStream{uint64_t(i)}.below(500)));
    return i * i;
  };
  for (const int64_t workers : {0, 1, 2, 7}) {
    OrderedLoader<int64_t> loader(make, 5, {.workers = workers, .ahead = 4});
    for (int64_t i = 5; i < 60; ++i) CHECK(loader.next() == i * i);
  }
}

TEST_CASE("No more items are made ahead than allowed") {
  std::atomic<int64_t> made = 0;
  const auto make = [&](int64_t i) {
    ++made;
    return i;
  };
  OrderedLoader<int64_t> loader(make, 0, {.workers = 3, .ahead = 5});
  for (int64_t taken = 0; taken < 20; ++taken) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    CHECK(made <= taken + 5);
    loader.next();
  }
}

TEST_CASE("What a worker throws arrives in its place and the next item follows") {
  const auto make = [](int64_t i) {
    if (i == 2) throw std::runtime_error("file two");
    return i;
  };
  for (const int64_t workers : {0, 3}) {
    OrderedLoader<int64_t> loader(make, 0, {.workers = workers, .ahead = 2});
    CHECK(loader.next() == 0);
    CHECK(loader.next() == 1);
    CHECK_THROWS_WITH(loader.next(), "file two");
    CHECK(loader.next() == 3);
  }
}

TEST_CASE("A worker computes on one core, whatever the thread that made the loader uses") {
  at::set_num_threads(3);
  OrderedLoader<int> loader(
      [](int64_t) {
        const auto sum = torch::ones({1 << 16}).add(1).sum();
        return sum.item<int>() > 0 ? at::get_num_threads() : 0;
      },
      0,
      {.workers = 2, .ahead = 4});
  for (int i = 0; i < 8; ++i) CHECK(loader.next() == 1);
  CHECK(at::get_num_threads() == 3);
}

TEST_CASE("A loader can be left at any time and later threads keep their cores") {
  const int before = at::get_num_threads();
  int later = 0;
  {
    OrderedLoader<std::string> loader(
        [](int64_t i) { return std::to_string(i); }, 0, {.workers = 4, .ahead = 100});
    loader.next();
    std::thread([&] { later = at::get_num_threads(); }).join();
  }
  CHECK(at::get_num_threads() == before);
  CHECK(later == before);
}
