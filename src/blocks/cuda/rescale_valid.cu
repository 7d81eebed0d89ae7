// Reads each element once, where the composition of operators passes over the map three times.
#include <ATen/Dispatch.h>
#include <ATen/TensorIterator.h>
#include <ATen/core/Tensor.h>
#include <c10/cuda/CUDAGuard.h>
#include <torch/library.h>
#include <ATen/native/cuda/Loops.cuh>

#include "blocks/rescale_valid_element.h"

namespace lowlight::blocks {
namespace {

at::Tensor rescale_valid_cuda(const at::Tensor& value,
                              const at::Tensor& ratio,
                              const at::Tensor& bias) {
  const c10::cuda::CUDAGuard device(value.device());
  at::Tensor y;
  const auto bias_of_channel = bias.view({1, -1, 1, 1});
  auto elements = at::TensorIteratorConfig()
                      .add_output(y)
                      .add_const_input(value)
                      .add_const_input(ratio)
                      .add_const_input(bias_of_channel)
                      .build();
  AT_DISPATCH_FLOATING_TYPES_AND2(
      at::kHalf, at::kBFloat16, elements.common_dtype(), "lowlight::rescale_valid", [&] {
        at::native::gpu_kernel(
            elements, [] GPU_LAMBDA(scalar_t value, scalar_t ratio, scalar_t bias) -> scalar_t {
              return rescale_valid_element(value, ratio, bias);
            });
      });
  return elements.output();
}

}  // namespace
}  // namespace lowlight::blocks

TORCH_LIBRARY_IMPL(lowlight, CUDA, library) {
  library.impl("rescale_valid", lowlight::blocks::rescale_valid_cuda);
}
