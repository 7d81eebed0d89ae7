#include "lowlight/core/cielab.h"

#include <ATen/ATen.h>

#include "lowlight/core/check.h"
#include "lowlight/core/srgb.h"

namespace lowlight {

at::Tensor srgb_to_lab(const at::Tensor& colours) {
  LOWLIGHT_CHECK(colours.dim() >= 2 && colours.size(1) == 3,
                 "srgb_to_lab: colours must be [N, 3, ...], got ",
                 colours.sizes());
  const auto light = srgb_to_linear(colours.clamp(0, 1)).unbind(1);
  const auto root = [&](const std::array<double, 3>& share) {
    const auto value = share[0] * light[0] + share[1] * light[1] + share[2] * light[2];
    return at::where(
        value > kLabKnee, value.clamp_min(kLabKnee).pow(1. / 3.), value * (841. / 108.) + 4. / 29.);
  };
  const auto x = root(kSharesOfWhite[0]), y = root(kSharesOfWhite[1]), z = root(kSharesOfWhite[2]);
  return at::stack({116 * y - 16, 500 * (x - y), 200 * (y - z)}, 1);
}

}  // namespace lowlight
