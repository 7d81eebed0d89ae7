#include "lowlight/core/on_all_cores.h"

#include <ATen/Parallel.h>
#include <ATen/TensorIterator.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

namespace lowlight {
namespace {

/// Calls `part` on so many of LibTorch's threads. An iterator over as many elements, each of them a
/// grain of its own, is the public way to them from a file compiled without OpenMP.
void on_threads(int64_t count, const std::function<void()>& part) {
  if (count == 1) return part();
  auto elements = at::empty({count}, at::kByte);
  at::TensorIterator::nullary_op(elements).for_each(
      [&](char**, const int64_t*, int64_t) { part(); }, /*grain_size=*/1);
}

}  // namespace

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
  on_threads(std::clamp<int64_t>(count, 1, cores), take_turns);
  if (failure) std::rethrow_exception(failure);
}

}  // namespace lowlight
