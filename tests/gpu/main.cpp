#ifdef LOWLIGHT_CATCH2_V2
#define CATCH_CONFIG_RUNNER
#endif
#include "support/catch.h"

#include <ATen/ATen.h>
#include <stdlib.h>
#include <torch/utils.h>

#include <iostream>

#include "lowlight/core/cuda_library.h"

constexpr int kSkipped = 77;  // what ctest is told to take for it

int main(int argc, char* argv[]) {
  // Read when cuBLAS is first used: some cases train in deterministic mode.
  ::setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", /*overwrite=*/0);
  if (const auto problem = lowlight::load_cuda_library(); !problem.empty()) {
    std::cerr << "skipped: " << problem << '\n';
    return kSkipped;
  }
  // The CPU's products have 24 bits, those of TF32 11.
  at::globalContext().setAllowTF32CuBLAS(false);
  at::globalContext().setAllowTF32CuDNN(false);
  at::set_num_threads(1);
  torch::manual_seed(0);
  return Catch::Session().run(argc, argv);
}
