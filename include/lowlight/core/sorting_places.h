// The order of the values of maps.
#pragma once

#include <ATen/core/Tensor.h>

namespace lowlight {

/// For each row of values [N, C, P] where they stand in ascending order, of equal ones the first
/// first, NaN last: [N, C, P] of int64, by which gather sorts. On the CPU in single precision it
/// takes a radix sort, several times as fast as LibTorch's sort.
at::Tensor sorting_places(const at::Tensor& values);

}  // namespace lowlight
