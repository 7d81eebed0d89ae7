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
  const auto share = [&](double red, double green, double blue) {
    // A channel of XYZ over that of white; then the cube root, linear below (6/29)³.
    const auto value = red * light[0] + green * light[1] + blue * light[2];
    constexpr double kKnee = 216. / 24389.;
    return at::where(
        value > kKnee, value.clamp_min(kKnee).pow(1. / 3.), value * (841. / 108.) + 4. / 29.);
  };
  // IEC 61966-2-1's primaries, each row divided by its sum.
  const auto x = share(0.4339531, 0.3762198, 0.1898429);
  const auto y = share(0.2126729, 0.7151522, 0.0721750);
  const auto z = share(0.0177566, 0.1094680, 0.8727755);
  return at::stack({116 * y - 16, 500 * (x - y), 200 * (y - z)}, 1);
}

}  // namespace lowlight
