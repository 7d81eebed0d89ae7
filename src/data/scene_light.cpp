#include "data/scene_light.h"

#include <cmath>

#include "data/channel_curves.h"
#include "data/factor.h"

namespace lowlight::data {

void retake(Colours x, RandomStream& r) {
  const double bright = factor(0.11, r);
  Colour gains{};
  for (int c = 0; c < 3; ++c) gains[c] = float(bright * factor(0.02, r));
  light(x, gains);
  saturate(x, float(factor(0.075, r)));
  clamp(x);
}

void in_other_light(Colours x, RandomStream& r) {
  constexpr double kSpread = 0.2;
  const auto exponent = float(factor(kSpread, r));
  const auto steep = float(r.chance(0.5) ? factor(kSpread, r) : 1);
  each(x, [=](const Colour& colour) {
    return s_curves(powers(clamped(colour), grey_of(exponent)), grey_of(steep));
  });
  saturate(x, float(factor(1.5 * kSpread, r)));
  clamp(x);
  if (!r.chance(0.5)) return;
  const double drawn = kSpread * r.normal(), warm = drawn < 0 ? 0.6 * drawn : drawn;
  const double green = 0.03 * r.normal() - 0.1 * std::abs(warm);
  const Colour gains{float(std::exp(warm)), float(std::exp(green)), float(std::exp(-1.3 * warm))};
  light(x, gains / grey(gains));
}

}  // namespace lowlight::data
