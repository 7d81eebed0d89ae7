#include "lowlight/batch/memory_budget.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>
#include <string>

namespace lowlight::batch {
namespace {

/// The number behind `key` in a file of "key number unit" lines; with no key the first word.
std::optional<int64_t> number_in(const char* path, const std::string& key = "") {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key)) continue;
    const auto digits = line.find_first_of("0123456789", key.size());
    if (digits != std::string::npos) return std::stoll(line.substr(digits));
  }
  return std::nullopt;
}

}  // namespace

MemoryBudget::Share MemoryBudget::take(int64_t bytes) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return taken_ == 0 || taken_ + bytes <= bytes_; });
  taken_ += bytes;
  return Share(nullptr, [this, bytes](void*) {
    const std::lock_guard giving(mutex_);
    taken_ -= bytes;
    changed_.notify_all();
  });
}

int64_t available_memory() {
  int64_t available = std::numeric_limits<int64_t>::max();
  if (const auto kilobytes = number_in("/proc/meminfo", "MemAvailable:")) {
    available = *kilobytes * 1024;
  }
  const auto limit = number_in("/sys/fs/cgroup/memory.max");
  const auto used = number_in("/sys/fs/cgroup/memory.current");
  if (limit && used) available = std::min(available, std::max<int64_t>(0, *limit - *used));
  return available;
}

int64_t occupied_memory() { return number_in("/proc/self/status", "VmRSS:").value_or(0) * 1024; }

}  // namespace lowlight::batch
