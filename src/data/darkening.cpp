#include "lowlight/data/darkening.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <cmath>

#include "data/jpeg.h"
#include "lowlight/core/check.h"
#include "lowlight/core/s_curve.h"

namespace lowlight::data {
namespace {

at::Tensor noise_like(const at::Tensor& light, RandomStream& random) {
  return at::randn(light.sizes(), at::detail::createCPUGenerator(random.bits()), light.options());
}

}  // namespace

void DarkeningOptions::check(Problems& problems) const {
  if (darkest_ev > brightest_ev) problems.push_back({"darkest_ev", "must be at most brightest_ev"});
  if (least_shot > greatest_shot)
    problems.push_back({"least_shot", "must be at most greatest_shot"});
  if (least_quality > greatest_quality)
    problems.push_back({"least_quality", "must be at most greatest_quality"});
}

Darkening draw_darkening(const DarkeningOptions& options, RandomStream& random) {
  Darkening drawn;
  drawn.untouched = random.chance(options.untouched);
  if (drawn.untouched) return drawn;
  drawn.exposure_ev = random.uniform(options.darkest_ev, options.brightest_ev);
  drawn.response_gamma =
      2.2 * std::exp(random.uniform(-options.response_gamma, options.response_gamma));
  drawn.response_contrast = std::exp(random.uniform(0, options.response_contrast));
  for (const size_t channel : {0, 2}) {
    drawn.white_balance[channel] =
        std::exp(random.uniform(-options.white_balance, options.white_balance));
  }
  const double log_shot =
      random.uniform(std::log(options.least_shot), std::log(options.greatest_shot));
  drawn.shot = std::exp(log_shot);
  drawn.read = std::exp(2.18 * log_shot + 1.2 + 0.26 * random.normal());
  if (random.chance(options.jpeg)) {
    drawn.jpeg_quality =
        options.least_quality + random.below(options.greatest_quality - options.least_quality + 1);
    drawn.quarter_colour = random.chance(0.5);
  }
  return drawn;
}

at::Tensor darkened(const at::Tensor& picture, const Darkening& darkening, RandomStream& random) {
  LOWLIGHT_CHECK(picture.dim() == 3 && picture.size(0) == 3,
                 "darkened: picture must be [3, H, W], got ",
                 picture.sizes());
  if (darkening.untouched) return picture.clone();
  const auto gains =
      at::tensor(at::ArrayRef<double>(darkening.white_balance), at::kFloat).view({3, 1, 1}) *
      std::exp2(darkening.exposure_ev);
  auto light =
      s_curve(picture, 1 / darkening.response_contrast).pow(darkening.response_gamma) * gains;
  const auto deviation = (darkening.shot * light + darkening.read).sqrt();
  light = (light + deviation * noise_like(light, random)).clamp(0, 1);
  auto dark = s_curve(light.pow(1 / darkening.response_gamma), darkening.response_contrast);
  dark = (dark * 255).round() / 255;
  return darkening.jpeg_quality > 0
             ? jpeg_coded(dark, darkening.jpeg_quality, darkening.quarter_colour)
             : dark;
}

}  // namespace lowlight::data
