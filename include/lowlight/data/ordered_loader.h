// Items made ahead of time by several threads, handed out in order.
#pragma once

#include <ATen/Parallel.h>

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <latch>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "lowlight/core/rule.h"

namespace lowlight::data {

struct LoaderOptions {
  int64_t workers = 2;
  int64_t ahead = 8;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("workers",
          self.workers,
          at_least(0),
          "threads that make samples; 0 makes them when they are asked for");
    visit("ahead",
          self.ahead,
          at_least(1),
          "samples made at most before they are asked for: the next batch asks for its own while "
          "this "
          "one is computed with");
  }
};

/// Hands out make(first), make(first + 1), … in this order. `workers` threads, each of which
/// computes on one core, make at most `ahead` items before they are asked for. `make` must be safe
/// to call from several threads; what it returns must depend on nothing but its argument, then the
/// number of workers changes nothing but the speed.
template <class Item>
class OrderedLoader {
 public:
  OrderedLoader(std::function<Item(int64_t)> make, int64_t first, const LoaderOptions& options)
      : make_(std::move(make)),
        next_out_(first),
        next_in_(first),
        ahead_(std::max<int64_t>(1, options.ahead)) {
    // at::set_num_threads sets its own thread's count and the one later threads start with: the
    // latter is put back. A thread takes that one over with its first question or operation, so a
    // worker asks before it says its own.
    const int threads = at::get_num_threads();
    std::latch started(options.workers);
    for (int64_t i = 0; i < options.workers; ++i) {
      workers_.emplace_back([this, &started] {
        at::get_num_threads();
        at::set_num_threads(1);
        started.count_down();
        work();
      });
    }
    started.wait();
    if (options.workers > 0) at::set_num_threads(threads);
  }

  ~OrderedLoader() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    room_.notify_all();
    for (auto& worker : workers_) worker.join();
  }

  OrderedLoader(const OrderedLoader&) = delete;
  OrderedLoader& operator=(const OrderedLoader&) = delete;

  /// The next item; rethrows what making it threw, after which the one after it is next.
  Item next() {
    if (workers_.empty()) return make_(next_out_++);
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [&] { return made_.contains(next_out_); });
    Made made = std::move(made_.extract(next_out_++).mapped());
    lock.unlock();
    room_.notify_all();
    if (made.error) std::rethrow_exception(made.error);
    return std::move(*made.item);
  }

 private:
  struct Made {
    std::optional<Item> item;
    std::exception_ptr error;
  };

  void work() {
    std::unique_lock lock(mutex_);
    while (true) {
      room_.wait(lock, [&] { return stopping_ || next_in_ < next_out_ + ahead_; });
      if (stopping_) return;
      const int64_t index = next_in_++;
      lock.unlock();
      Made made;
      try {
        made.item.emplace(make_(index));
      } catch (...) {
        made.error = std::current_exception();
      }
      lock.lock();
      made_.emplace(index, std::move(made));
      ready_.notify_all();
    }
  }

  std::function<Item(int64_t)> make_;
  std::mutex mutex_;
  std::condition_variable ready_, room_;
  std::map<int64_t, Made> made_;
  int64_t next_out_, next_in_, ahead_;
  bool stopping_ = false;
  std::vector<std::thread> workers_;
};

}  // namespace lowlight::data
