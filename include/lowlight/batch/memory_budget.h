// A bound on what is in memory at once.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>

namespace lowlight::batch {

/// Bytes that several threads share.
class MemoryBudget {
 public:
  explicit MemoryBudget(int64_t bytes) : bytes_(bytes) {}

  /// Some of the bytes, taken until it is destroyed. It must not outlive the budget.
  using Share = std::shared_ptr<void>;

  /// Waits until `bytes` are free, or until nothing is taken: what is larger than the whole is let
  /// in alone.
  Share take(int64_t bytes);

 private:
  const int64_t bytes_;
  int64_t taken_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
};

/// Bytes that this process may still take without harm to others: what the machine has available,
/// or what is left of its control group's limit, whichever is less. The largest number where
/// neither is known.
int64_t available_memory();

/// Bytes of memory that this process occupies; 0 where that is not known.
int64_t occupied_memory();

}  // namespace lowlight::batch
