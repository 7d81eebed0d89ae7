// What to do where a device has no memory left.
#pragma once

#include <c10/util/Exception.h>

#include <functional>
#include <mutex>
#include <shared_mutex>

namespace lowlight::inference {

/// One piece of work for a device that many share.
template <class Result>
struct DeviceWork {
  std::function<Result(int)> run;         ///< In pieces whose side is halved so many times.
  int most_halvings = 0;                  ///< The smallest pieces that are worth a trial.
  std::function<void()> free_memory;      ///< Frees what the device's allocator keeps for later.
  std::function<Result()> run_elsewhere;  ///< May be empty.
};

/// Steps down as far as it must. The work runs beside others; where the device has no memory left
/// (c10::OutOfMemoryError), memory is freed and the work runs once more while no other does, then
/// in smaller and smaller pieces; then it runs elsewhere, or the error is thrown on. Every other
/// error is thrown at once.
class DeviceMemory {
 public:
  template <class Result>
  Result run(const DeviceWork<Result>& work) {
    try {
      const std::shared_lock beside_others(turns_);
      return work.run(0);
    } catch (const c10::OutOfMemoryError&) {
    }
    for (int halvings = 0; halvings <= work.most_halvings; ++halvings) try {
        const std::unique_lock alone(turns_);
        work.free_memory();
        return work.run(halvings);
      } catch (const c10::OutOfMemoryError&) {
        if (halvings == work.most_halvings && !work.run_elsewhere) throw;
      }
    return work.run_elsewhere();
  }

 private:
  std::shared_mutex turns_;
};

}  // namespace lowlight::inference
