// How many threads LibTorch computes with.
#pragma once

#include <cstdint>

namespace lowlight::training {

/// While it lives LibTorch divides an operation of the thread that made it among `count` threads;
/// 0 changes nothing.
class ThreadScope {
 public:
  explicit ThreadScope(int64_t count);
  ~ThreadScope();
  ThreadScope(const ThreadScope&) = delete;
  ThreadScope& operator=(const ThreadScope&) = delete;

 private:
  int before_;
};

}  // namespace lowlight::training
