// Independent pieces of work on all cores.
#pragma once

#include <cstdint>
#include <functional>

namespace lowlight {

/// Calls `work` once with each number from 0 to count − 1, on as many threads as the machine has
/// cores, or LibTorch was told to use by this thread, in any order, and returns when all are done.
/// The first exception ends the rest of the work and is thrown.
///
/// The threads are LibTorch's own: they still wait awake where its operators have just run, so
/// that a piece of some 20 µs is worth it, and no others fight them for the cores.
/// at::parallel_for is no such thing here: it is one thread where a file is compiled without
/// OpenMP, as these are. Where this thread is itself a part of such work, all is done by it.
void on_all_cores(int64_t count, const std::function<void(int64_t)>& work);

}  // namespace lowlight
