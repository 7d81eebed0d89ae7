#include "training/deterministic.h"

#include <ATen/Context.h>
#include <stdlib.h>

namespace lowlight::training {

DeterministicScope::DeterministicScope(bool on)
    : on_(on),
      algorithms_(at::globalContext().deterministicAlgorithms()),
      warn_only_(at::globalContext().deterministicAlgorithmsWarnOnly()),
      fill_(at::globalContext().deterministicFillUninitializedMemory()),
      cudnn_(at::globalContext().deterministicCuDNN()),
      benchmark_(at::globalContext().benchmarkCuDNN()) {
  if (!on_) return;
  auto& context = at::globalContext();
  context.setDeterministicAlgorithms(true, /*warn_only=*/false);
  context.setDeterministicFillUninitializedMemory(false);  // costs time and changes no result
  context.setDeterministicCuDNN(true);
  context.setBenchmarkCuDNN(false);
  // cuBLAS reads it when it is first used; without it LibTorch refuses matrix products.
  ::setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", /*overwrite=*/0);
}

DeterministicScope::~DeterministicScope() {
  if (!on_) return;
  auto& context = at::globalContext();
  context.setDeterministicAlgorithms(algorithms_, warn_only_);
  context.setDeterministicFillUninitializedMemory(fill_);
  context.setDeterministicCuDNN(cudnn_);
  context.setBenchmarkCuDNN(benchmark_);
}

}  // namespace lowlight::training
