// How long something took.
#pragma once

#include <chrono>

namespace lowlight {

/// The clock that durations are measured with: it never goes back.
using Clock = std::chrono::steady_clock;

/// The seconds from `start` to `end`; negative where `end` is earlier.
inline double seconds_between(Clock::time_point start, Clock::time_point end) {
  return std::chrono::duration<double>(end - start).count();
}

/// The seconds from `start` to now.
inline double seconds_since(Clock::time_point start) {
  return seconds_between(start, Clock::now());
}

}  // namespace lowlight
