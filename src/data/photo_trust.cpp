#include "data/photo_trust.h"

#include <ATen/ATen.h>

#include "lowlight/core/check.h"
#include "lowlight/imaging/noise_model.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "lowlight/imaging/trust_map.h"

namespace lowlight::data {

at::Tensor trust_of(const at::Tensor& photo) {
  LOWLIGHT_CHECK(photo.dim() == 3 && photo.size(0) >= 3 && photo.scalar_type() == at::kByte,
                 "trust_of: photo must be uint8 [3 or 4, H, W], got ",
                 photo.scalar_type(),
                 " ",
                 photo.sizes());
  const auto colours = photo.slice(0, 0, 3).to(at::kFloat) / 255;
  const auto picture = imaging::to_image(colours, imaging::BitDepth::u8);
  const auto map = imaging::trust_map(picture, imaging::noise_of(picture));
  return (imaging::to_tensor(map) * 255).round().to(at::kByte);
}

}  // namespace lowlight::data
