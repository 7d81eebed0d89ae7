#include "lowlight/data/look.h"

#include <ATen/ATen.h>

#include <cmath>

#include "data/tone.h"
#include "lowlight/core/fields.h"
#include "lowlight/core/srgb.h"
#include "lowlight/data/resample.h"
#include "lowlight/imaging/colour.h"

namespace lowlight::data {
namespace {

using Colour = std::array<double, 3>;

double luma_of_colour(const Colour& colour) {
  double luma = 0;
  for (size_t c = 0; c < 3; ++c) luma += double(imaging::kLumaWeights[c]) * colour[c];
  return luma;
}

at::Tensor as_tensor(const Colour& colour) {
  return at::tensor(at::ArrayRef<double>(colour), at::kFloat).view({3, 1, 1});
}

Colour draw_tint(double bound, RandomStream& random) {
  Colour tint;
  for (double& channel : tint) channel = random.uniform(-bound, bound);
  const double luma = luma_of_colour(tint);
  for (double& channel : tint) channel -= luma;
  return tint;
}

Colour light_gains(const Look& look) {
  Colour gains{std::exp(look.temperature), std::exp(-look.tint), std::exp(-look.temperature)};
  const double scale = std::exp2(look.exposure_ev) / luma_of_colour(gains);
  for (double& gain : gains) gain *= scale;
  return gains;
}

}  // namespace

std::vector<std::string> problems_of(const LookOptions& options) {
  std::vector<std::string> problems;
  for (const auto& field : fields_of(options)) {
    const double bound = std::get<double>(field.value);
    if (!(bound >= 0 && bound <= 2)) problems.push_back(field.name + " must lie in [0, 2]");
  }
  return problems;
}

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
  const auto luma = data::luma_of(value);
  value = luma + look.saturation * (value - luma);
  value = value + as_tensor(look.shadows) * (1 - luma).square() +
          as_tensor(look.highlights) * luma.square();
  return value.clamp(0, 1);
}

}  // namespace lowlight::data
