// Independent pieces of work on all cores.
#pragma once

#include <cstdint>
#include <functional>

namespace lowlight {

/// Calls `work` once with each number from 0 to count − 1, on as many threads as the machine has
/// cores, or LibTorch was told to use by this thread, in any order, and returns when all are done.
/// The first exception ends the rest of the work and is thrown. at::parallel_for is no such thing
/// here: it is one thread where a file is compiled without OpenMP, as these are.
void on_all_cores(int64_t count, const std::function<void(int64_t)>& work);

}  // namespace lowlight
