// What rescale_valid does to one element, for kernels.
#pragma once

#ifdef __CUDACC__
#define LOWLIGHT_HOST_DEVICE __host__ __device__
#else
#define LOWLIGHT_HOST_DEVICE
#endif

namespace lowlight::blocks {

template <class T>
LOWLIGHT_HOST_DEVICE T rescale_valid_element(T value, T ratio, T bias) {
  return ratio > T(0) ? ratio * value + bias : T(0);
}

}  // namespace lowlight::blocks
