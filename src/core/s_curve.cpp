#include "lowlight/core/s_curve.h"

#include <ATen/ATen.h>

namespace lowlight {

at::Tensor s_curve(const at::Tensor& x, double a) {
  const auto inside = x.clamp(0, 1);
  const auto rising = inside.pow(a);
  return rising / (rising + (1 - inside).pow(a));
}

}  // namespace lowlight
