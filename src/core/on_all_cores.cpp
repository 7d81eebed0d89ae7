#include "lowlight/core/on_all_cores.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace lowlight {

void on_all_cores(int64_t count, const std::function<void(int64_t)>& work) {
  std::atomic<int64_t> next = 0;
  std::mutex mutex;
  std::exception_ptr failure;
  const auto take_turns = [&] {
    for (int64_t i = next++; i < count; i = next++) try {
        work(i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
        next = count;
      }
  };
  const int64_t cores = std::clamp<int64_t>(
      at::get_num_threads(), 1, std::max(1u, std::thread::hardware_concurrency()));
  std::vector<std::jthread> others(size_t(std::clamp<int64_t>(count, 1, cores) - 1));
  for (auto& other : others) other = std::jthread(take_turns);
  take_turns();
  others.clear();  // joins them
  if (failure) std::rethrow_exception(failure);
}

}  // namespace lowlight
