#include "lowlight/training/process_group.h"

#include <ATen/ATen.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <exception>
#include <functional>
#include <thread>

#include "support/catch.h"
#include "support/free_port.h"

using namespace lowlight;
using namespace lowlight::training;

namespace {

constexpr double kPatience = 120;

/// Threads of the test, each with the connection of a process.
std::vector<std::exception_ptr> on_connected(int64_t count,
                                             double seconds,
                                             const std::function<void(Ranks&)>& work) {
  std::signal(SIGPIPE, SIG_IGN);  // as connected() asks for
  const auto port = test::free_port();
  std::vector<std::exception_ptr> errors{size_t(count)};
  std::vector<std::thread> threads;
  for (int64_t r = 0; r < count; ++r) {
    threads.emplace_back([&, r] {
      try {
        work(*connected({r, count, r, "127.0.0.1", port, 0, false}, seconds));
      } catch (...) {
        errors[size_t(r)] = std::current_exception();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  return errors;
}

}  // namespace

TEST_CASE("A process alone meets nobody") {
  const auto one = connected({}, kPatience);
  CHECK(one->size() == 1);
  const auto values = at::ones({2});
  one->begin_sum(values)();
  one->broadcast(values, 0);
  CHECK(one->gather(values).size() == 1);
  CHECK(values.sum().item<double>() == 2);
}

TEST_CASE("Connected processes exchange tensors of every kind") {
  if (exchange_library().empty()) {
    CHECK_THROWS_AS(connected({0, 2, 0, "127.0.0.1", 1, 0, false}, 1), ConfigError);
    return;
  }
  std::vector<int> right(3);
  const auto errors = on_connected(3, kPatience, [&](Ranks& ranks) {
    const auto r = ranks.rank();
    bool ok = ranks.size() == 3;
    for (const auto type : {at::kFloat, at::kDouble, at::kLong}) {
      const auto values = at::full({5}, r + 1, type), scalar = at::full({}, r, type);
      const auto wait = ranks.begin_sum(values), wait_too = ranks.begin_sum(scalar);
      wait_too();
      wait();
      ok = ok && values[4].item<double>() == 6 && scalar.item<double>() == 3;
    }
    for (const auto type : {at::kBool, at::kByte, at::kInt, at::kHalf, at::kDouble}) {
      const auto values = at::full({2, 3}, r == 1, type), scalar = at::full({}, r == 2, type);
      ranks.broadcast(values, 1);
      ranks.broadcast(scalar, 2);
      ok = ok && values.all().item<bool>() && scalar.item<double>() == 1;
      const auto all = ranks.gather(at::full({2, 1}, r == 2, type).expand({2, 3}));
      ok = ok && all.size() == 3 && !all[1].any().item<bool>() && all[2].all().item<bool>() &&
           all[0].sizes() == values.sizes() && all[0].scalar_type() == type;
    }
    ok = ok && gathered_numbers({}, ranks).empty() && gathered_texts("", ranks).size() == 3;
    right[size_t(r)] = ok && gathered_texts(std::string(size_t(r), 'x'), ranks)[2] == "xx";
  });
  for (const auto& error : errors) CHECK_FALSE(error);
  CHECK(right == std::vector<int>{1, 1, 1});
}

TEST_CASE("Who is silent is waited for as long as was said, and then lost") {
  if (exchange_library().empty()) {
    SUCCEED();
    return;
  }
  std::atomic<bool> lost = false;
  std::chrono::duration<double> waited{};
  const auto errors = on_connected(2, 3, [&](Ranks& ranks) {
    ranks.begin_sum(at::ones({1}))();
    const auto begin = std::chrono::steady_clock::now();
    if (ranks.rank() == 0) {
      CHECK_THROWS_AS(ranks.begin_sum(at::ones({1}))(), RankError);
      waited = std::chrono::steady_clock::now() - begin;
      lost = true;
    }
    while (!lost && std::chrono::steady_clock::now() - begin < std::chrono::minutes(1))
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
  });
  for (const auto& error : errors) CHECK_FALSE(error);
  CHECK(waited.count() > 2);
  CHECK(waited.count() < 30);
}

TEST_CASE("Nobody at the meeting place is an error after the time that was said") {
  if (exchange_library().empty()) {
    SUCCEED();
    return;
  }
  CHECK_THROWS_AS(connected({1, 2, 1, "127.0.0.1", test::free_port(), 0, false}, 1), RankError);
}
