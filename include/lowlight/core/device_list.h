// The devices of this machine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lowlight {

struct DeviceDescription {
  /// The name that resolve_device takes: "cpu", "cuda:0".
  std::string name;
  /// What the device is, for people: "8 threads, AVX2", "NVIDIA H200, 139 GiB".
  std::string text;
};

/// The CPU, then each GPU that the NVIDIA driver shows. LibTorch's CUDA part is not loaded.
std::vector<DeviceDescription> list_devices();

}  // namespace lowlight
