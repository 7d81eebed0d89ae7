#include "inference/softening.h"

#include <ATen/ATen.h>

#include <cmath>

#include "lowlight/imaging/smooth_step.h"

namespace lowlight::inference {
namespace {

constexpr double kSigma = 1.5, kMost = 0.5;
constexpr int64_t kRadius = 5;

at::Tensor blurred(const at::Tensor& picture) {
  const auto steps = at::arange(-kRadius, kRadius + 1, at::kFloat);
  auto weights = (-0.5 * (steps / kSigma).square()).exp();
  weights = weights / weights.sum();
  const auto padded =
      at::replication_pad2d(picture.unsqueeze(1), {kRadius, kRadius, kRadius, kRadius});
  const auto across = at::conv2d(padded, weights.view({1, 1, 1, -1}));
  return at::conv2d(across, weights.view({1, 1, -1, 1})).squeeze(1);
}

}  // namespace

double noise_in(const at::Tensor& shown, const imaging::NoiseCalming& calming) {
  if (!calming.any) return 0;
  const auto variances = at::tensor(at::ArrayRef<float>(calming.sensor));
  const auto codes = (shown.clamp(0, 1) * 255).round().to(at::kLong).flatten();
  return 255 * std::sqrt(variances.index_select(0, codes).mean().item<double>());
}

double noisiness(double noise) { return imaging::smooth_step(noise, kLittleNoise, kMuchNoise); }

at::Tensor softening(const at::Tensor& shown, double noisiness) {
  return kMost * noisiness * (blurred(shown) - shown);
}

}  // namespace lowlight::inference
