// The devices of this machine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lowlight {

struct DeviceDescription {
  std::string name;  ///< as resolve_device takes it
  std::string text;  ///< "8 threads, AVX2", "NVIDIA H200, 139 GiB"
};

/// The CPU, then each GPU that the NVIDIA driver shows. LibTorch's CUDA part is not loaded.
std::vector<DeviceDescription> list_devices();

}  // namespace lowlight
