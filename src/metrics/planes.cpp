#include "metrics/planes.h"

#include "lowlight/core/check.h"

namespace lowlight::metrics {

Planes planes_of(const at::Tensor& image, const char* metric) {
  LOWLIGHT_CHECK(image.defined() && image.dim() == 3 && image.size(0) == 3 && image.numel() > 0,
                 metric,
                 ": a picture must be [3, H, W] and not empty, got ",
                 image.sizes());
  LOWLIGHT_CHECK(image.scalar_type() == at::kByte && image.device().is_cpu(),
                 metric,
                 ": a picture must be uint8 on the CPU, got ",
                 image.scalar_type(),
                 " on ",
                 image.device());
  const at::Tensor owner = image.contiguous();
  return {owner, owner.data_ptr<uint8_t>(), owner.size(1), owner.size(2)};
}

void require_same_size(const Planes& a, const Planes& b, const char* metric) {
  LOWLIGHT_CHECK(a.height == b.height && a.width == b.width,
                 metric,
                 ": both pictures must have one size, got ",
                 a.width,
                 " x ",
                 a.height,
                 " and ",
                 b.width,
                 " x ",
                 b.height);
}

}  // namespace lowlight::metrics
