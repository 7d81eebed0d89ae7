#include "lowlight/imaging/burning_skin.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>

#include "imaging/pixel_means.h"
#include "lowlight/core/luma.h"
#include "lowlight/core/srgb.h"
#include "lowlight/imaging/exposure_map.h"

namespace lowlight::imaging {
namespace {

// Toned prints have 0.08, the median photo 0.3.
constexpr double kOfGreys = 0.1;

}  // namespace

double burning_skin(const at::Tensor& small, const Brightening& step, double ev) {
  const torch::NoGradGuard no_gradients;
  if (step.darkness.item<double>() == 0) return 0;
  const double burns = linear_to_srgb(std::exp2(kFaceTop - gain_of_lights(step, ev)));
  const auto red = small[0][0], green = small[0][1], blue = small[0][2];
  const auto largest = small[0].amax(0);
  auto skin = (luma(small[0]) + largest) / 2 > burns;
  const auto mean = [](const torch::Tensor& values) { return pixel_means(values.unsqueeze(0)); };
  const auto colour = mean(largest - small[0].amin(0)) / mean(largest).clamp_min(1e-6);
  if (colour.item<double>() > kOfGreys)
    skin &= (red > 1.05 * green) & (red < 2.5 * green) & (green > 0.9 * blue);
  return mean(skin.to(torch::kFloat)).item<double>();
}

}  // namespace lowlight::imaging
