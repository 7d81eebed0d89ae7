#include "lowlight/core/luma.h"

namespace lowlight {

at::Tensor luma(const at::Tensor& picture) {
  constexpr auto& weights = kLumaWeights<double>;
  return weights[0] * picture.select(-3, 0) + weights[1] * picture.select(-3, 1) +
         weights[2] * picture.select(-3, 2);
}

}  // namespace lowlight
