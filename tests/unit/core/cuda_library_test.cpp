#include "lowlight/core/cuda_library.h"

#include "lowlight/core/error.h"
#include "support/catch.h"

namespace lowlight {
namespace {

TEST_CASE("The CPU is always a device") { CHECK(resolve_device("cpu") == c10::Device(c10::kCPU)); }

TEST_CASE("Auto takes a GPU exactly where CUDA can be used") {
  CHECK(resolve_device("auto").is_cuda() == load_cuda_library().empty());
}

TEST_CASE("A GPU that cannot be used is refused with the reason") {
  const std::string problem = load_cuda_library();
  if (problem.empty()) {
    CHECK(resolve_device("cuda") == c10::Device(c10::kCUDA, 0));
    CHECK(resolve_device("cuda:0") == c10::Device(c10::kCUDA, 0));
  } else {
    CHECK_THROWS_WITH(resolve_device("cuda"), ContainsSubstring("cuda cannot be used: " + problem));
  }
  CHECK_THROWS_AS(resolve_device("cuda:99"), ConfigError);
}

TEST_CASE("A text that names no device is refused and the known ones are listed") {
  const auto* text =
      GENERATE("", "gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:1x", "cuda:300", "CPU", "cuda:0:1");
  CAPTURE(text);
  CHECK_THROWS_WITH(resolve_device(text), ContainsSubstring("is none of auto, cpu, cuda"));
}

TEST_CASE("The answer about CUDA stays the same") {
  CHECK(load_cuda_library() == load_cuda_library());
}

}  // namespace
}  // namespace lowlight
