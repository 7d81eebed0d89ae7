#include "training/deterministic.h"

#include <ATen/Context.h>

#include <cstdlib>

#include "support/catch.h"

using namespace lowlight::training;

namespace {

/// All that a scope may change.
std::vector<bool> settings() {
  const auto& context = at::globalContext();
  return {context.deterministicAlgorithms(),
          context.deterministicAlgorithmsWarnOnly(),
          context.deterministicFillUninitializedMemory(),
          context.deterministicCuDNN(),
          context.benchmarkCuDNN()};
}

}  // namespace

TEST_CASE("Within a scope every operation must be deterministic and afterwards all is as before") {
  auto& context = at::globalContext();
  const bool benchmarked = context.benchmarkCuDNN();
  context.setBenchmarkCuDNN(true);
  const auto before = settings();
  {
    const DeterministicScope scope(true);
    CHECK(settings() == std::vector<bool>{true, false, false, true, false});
    CHECK(std::getenv("CUBLAS_WORKSPACE_CONFIG") != nullptr);
  }
  CHECK(settings() == before);
  context.setBenchmarkCuDNN(benchmarked);
}

TEST_CASE("A deterministic scope that is off changes nothing") {
  const auto before = settings();
  const DeterministicScope scope(false);
  CHECK(settings() == before);
}
