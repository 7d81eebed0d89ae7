#include "lowlight/core/device_list.h"

#include "lowlight/core/cuda_library.h"
#include "support/catch.h"

using namespace lowlight;

TEST_CASE("The CPU is always listed and first") {
  const auto devices = list_devices();
  REQUIRE(!devices.empty());
  CHECK(devices[0].name == "cpu");
  CHECK_THAT(devices[0].text, ContainsSubstring("threads"));
}

TEST_CASE("Every listed device that LibTorch can use can be named") {
  const bool with_cuda = load_cuda_library().empty();
  for (const auto& device : list_devices()) {
    if (device.name == "cpu" || with_cuda) CHECK(resolve_device(device.name).str() == device.name);
  }
}
