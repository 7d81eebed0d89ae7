// Ranks that are threads of the test: they exchange tensors through memory.
#pragma once

#include <ATen/ATen.h>

#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "lowlight/core/ranks.h"

namespace lowlight::test {

/// What the threads share.
struct Exchange {
  explicit Exchange(int64_t ranks) : shown(size_t(ranks)) {}

  /// Waits until all have come here; throws RankError where one does not.
  void meet() {
    std::unique_lock lock(mutex);
    const auto round = rounds;
    if (++waiting == shown.size()) {
      waiting = 0;
      ++rounds;
      met.notify_all();
      return;
    }
    const auto come = [&] { return rounds != round || lost; };
    if (!met.wait_for(lock, std::chrono::minutes(3), come) || rounds == round)
      throw RankError("test", {"a rank is gone"});
  }
  void lose() {
    const std::lock_guard lock(mutex);
    lost = true;
    met.notify_all();
  }

  std::vector<at::Tensor> shown;
  std::mutex mutex;
  std::condition_variable met;
  size_t waiting = 0, rounds = 0;
  bool lost = false;
};

class ThreadRanks final : public Ranks {
 public:
  ThreadRanks(Exchange& exchange, int64_t rank) : exchange_(exchange), rank_(rank) {}

  int64_t rank() const override { return rank_; }
  int64_t size() const override { return int64_t(exchange_.shown.size()); }
  std::function<void()> begin_sum(at::Tensor values) const override {
    auto sum = gather(values);
    for (size_t r = 1; r < sum.size(); ++r) sum[0] += sum[r];
    return [=] { values.copy_(sum[0]); };
  }
  void broadcast(at::Tensor values, int64_t source) const override {
    values.copy_(gather(values)[size_t(source)]);
  }
  std::vector<at::Tensor> gather(const at::Tensor& values) const override {
    exchange_.shown[size_t(rank_)] = values.detach().clone();
    exchange_.meet();
    std::vector<at::Tensor> all;
    for (const auto& shown : exchange_.shown) all.push_back(shown.clone());
    exchange_.meet();
    return all;
  }

 private:
  Exchange& exchange_;
  int64_t rank_;
};

/// Calls `work` in `count` threads at once, each a rank; rethrows what the first of them threw.
inline void on_ranks(int64_t count, const std::function<void(const Ranks&)>& work) {
  Exchange exchange(count);
  std::vector<std::exception_ptr> errors{size_t(count)};
  std::vector<std::thread> threads;
  for (int64_t r = 0; r < count; ++r) {
    threads.emplace_back([&, r] {
      try {
        work(ThreadRanks(exchange, r));
      } catch (...) {
        errors[size_t(r)] = std::current_exception();
        exchange.lose();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& error : errors) {
    if (error) std::rethrow_exception(error);
  }
}

}  // namespace lowlight::test
