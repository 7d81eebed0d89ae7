#include "lowlight/data/look.h"

#include <ATen/ATen.h>

#include <cmath>

#include "lowlight/core/fields.h"
#include "lowlight/core/luma.h"
#include "lowlight/core/s_curve.h"
#include "lowlight/core/srgb.h"
#include "lowlight/data/resample.h"

namespace lowlight::data {
namespace {

using Channels = std::array<double, 3>;

at::Tensor as_tensor(const Channels& channels) {
  return at::tensor(at::ArrayRef<double>(channels), at::kFloat).view({3, 1, 1});
}

Channels draw_tint(double bound, RandomStream& random) {
  Channels tint;
  for (double& channel : tint) channel = random.uniform(-bound, bound);
  const double grey = luma(tint[0], tint[1], tint[2]);
  for (double& channel : tint) channel -= grey;
  return tint;
}

Channels light_gains(const Look& look) {
  Channels gains{std::exp(look.temperature), std::exp(-look.tint), std::exp(-look.temperature)};
  const double scale = std::exp2(look.exposure_ev) / luma(gains[0], gains[1], gains[2]);
  for (double& gain : gains) gain *= scale;
  return gains;
}

}  // namespace

Look draw_look(const LookOptions& options, RandomStream& random) {
  const auto within = [&](double bound) { return random.uniform(-bound, bound); };
  Look look;
  look.exposure_ev = within(options.exposure_ev);
  look.temperature = within(options.temperature);
  look.tint = within(options.tint);
  look.gamma = std::exp(within(options.gamma));
  look.contrast = std::exp(within(options.contrast));
  look.saturation = std::exp(within(options.saturation));
  look.shadows = draw_tint(options.split_tone, random);
  look.highlights = draw_tint(options.split_tone, random);
  return look;
}

at::Tensor graded(const at::Tensor& picture, const Look& look) {
  if (look == Look{}) return picture.clone();
  const auto light = (srgb_to_linear(picture) * as_tensor(light_gains(look))).clamp(0, 1);
  auto value = s_curve(linear_to_srgb(light).clamp(0, 1).pow(look.gamma), look.contrast);
  const auto grey = luma(value).unsqueeze(0);
  value = grey + look.saturation * (value - grey);
  value = value + as_tensor(look.shadows) * (1 - grey).square() +
          as_tensor(look.highlights) * grey.square();
  return value.clamp(0, 1);
}

}  // namespace lowlight::data
