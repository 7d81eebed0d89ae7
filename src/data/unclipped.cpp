#include "data/unclipped.h"

#include <ATen/ATen.h>

#include "lowlight/core/check.h"

namespace lowlight::data {

at::Tensor unclipped(const at::Tensor& photo, int64_t margin) {
  LOWLIGHT_CHECK(photo.dim() == 3 && photo.size(0) >= 3 && photo.scalar_type() == at::kByte,
                 "unclipped: photo must be uint8 [3 or 4, H, W], got ",
                 photo.scalar_type(),
                 " ",
                 photo.sizes());
  LOWLIGHT_CHECK(margin >= 0 && margin < 128, "unclipped: margin must be 0 to 127, got ", margin);
  const auto brightest = photo.slice(0, 0, 3).amax(0, /*keepdim=*/true);
  return ((brightest > margin) & (brightest < 255 - margin)).to(at::kByte).mul_(255);
}

}  // namespace lowlight::data
