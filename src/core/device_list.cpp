#include "lowlight/core/device_list.h"

#include <ATen/Version.h>
#include <dlfcn.h>
#include <sched.h>

namespace lowlight {
namespace {

/// The few functions of the driver that tell about its GPUs.
struct Driver {
  int (*initialise)(unsigned) = nullptr;
  int (*count)(int*) = nullptr;
  int (*get)(int*, int) = nullptr;
  int (*name)(char*, int, int) = nullptr;
  int (*memory)(size_t*, int) = nullptr;

  bool load() {
    void* library = dlopen("libcuda.so.1", RTLD_NOW);
    return library && find(library, "cuInit", initialise) &&
           find(library, "cuDeviceGetCount", count) && find(library, "cuDeviceGet", get) &&
           find(library, "cuDeviceGetName", name) && find(library, "cuDeviceTotalMem_v2", memory) &&
           initialise(0) == 0;
  }

 private:
  template <class Function>
  static bool find(void* library, const char* symbol, Function& function) {
    function = reinterpret_cast<Function>(dlsym(library, symbol));
    return function != nullptr;
  }
};

int usable_threads() {
  cpu_set_t set;
  return ::sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

}  // namespace

std::vector<DeviceDescription> list_devices() {
  std::vector<DeviceDescription> devices = {
      {"cpu", std::to_string(usable_threads()) + " threads, " + at::get_cpu_capability()}};
  Driver driver;
  int count = 0;
  if (!driver.load() || driver.count(&count) != 0) return devices;
  for (int i = 0; i < count; ++i) {
    int device = 0;
    char name[128] = "";
    size_t bytes = 0;
    if (driver.get(&device, i) != 0 || driver.name(name, sizeof name, device) != 0 ||
        driver.memory(&bytes, device) != 0) {
      continue;
    }
    const auto memory = std::to_string(bytes >> 30) + " GiB";
    devices.push_back({"cuda:" + std::to_string(i), std::string(name) + ", " + memory});
  }
  return devices;
}

}  // namespace lowlight
