#include "imaging/one_colour.h"

#include <torch/types.h>

#include "imaging/pixel_means.h"
#include "lowlight/core/luma.h"
#include "lowlight/imaging/smooth_step.h"

namespace lowlight::imaging {
namespace {

constexpr double kOneCode = 1. / 255;

}  // namespace

at::Tensor one_colour_share(const at::Tensor& pictures) {
  const auto luma_mean = pixel_means(luma(pictures)), largest_mean = pixel_means(pictures.amax(1));
  return 1 - smooth_step((luma_mean + kOneCode) / (largest_mean + kOneCode), 0.35, 0.6);
}

at::Tensor in_one_light(const at::Tensor& pictures, const at::Tensor& share) {
  return torch::lerp(
      pictures, pictures.amax(1, true).expand_as(pictures), share.view({-1, 1, 1, 1}));
}

}  // namespace lowlight::imaging
