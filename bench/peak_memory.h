// The most memory so far, in MB.
#pragma once

#include <c10/core/CachingDeviceAllocator.h>
#include <c10/core/Device.h>
#include <sys/resource.h>

namespace lowlight::bench {

/// Of this process, what it shares with others included.
inline double peak_of_process() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return double(usage.ru_maxrss) * 1024 / 1e6;
}

/// That tensors took of a GPU.
inline double peak_of_device(c10::Device device) {
  const auto stats = at::getDeviceAllocator(device.type())->getDeviceStats(device.index());
  return double(stats.allocated_bytes[0].peak) / 1e6;
}

}  // namespace lowlight::bench
