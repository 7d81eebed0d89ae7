#include "lowlight/core/allocator.h"

#include <sys/resource.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "support/catch.h"

namespace lowlight {
namespace {

long page_faults() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_minflt;
}

// What a layer does: takes a buffer, fills it, gives it back.
void use_and_free(std::size_t bytes) {
  void* buffer = std::malloc(bytes);
  REQUIRE(buffer != nullptr);
  std::memset(buffer, 1, bytes);
  std::free(buffer);
}

long faults_of_second_use(std::size_t bytes) {
  use_and_free(bytes);
  const long before = page_faults();
  use_and_free(bytes);
  return page_faults() - before;
}

TEST_CASE("A tuned process reuses large buffers without faulting their pages in again") {
  constexpr std::size_t kBytes = 100 << 20;
  if (!tune_allocator()) {
    SUCCEED("this is not glibc");
    return;
  }
  CHECK(faults_of_second_use(kBytes) < 100);
  long faults = -1;
  std::thread([&] { faults = faults_of_second_use(kBytes); }).join();
  CHECK(faults >= 0);
  CHECK(faults < 100);
}

}  // namespace
}  // namespace lowlight
