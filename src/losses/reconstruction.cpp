#include "lowlight/losses/reconstruction.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "lowlight/core/check.h"
#include "lowlight/core/full_precision.h"

namespace lowlight::losses {
namespace {

void check_pair(const char* name, const at::Tensor& prediction, const at::Tensor& target) {
  LOWLIGHT_CHECK(prediction.sizes() == target.sizes() && prediction.numel() > 0,
                 name,
                 ": prediction and target must have one shape and not be empty, got ",
                 prediction.sizes(),
                 " and ",
                 target.sizes());
}

at::Tensor gaussian(int64_t side, const at::TensorOptions& options) {
  constexpr int64_t kWindow = 11;
  constexpr double kSigma = 1.5;
  const auto width = std::min(kWindow, side - (side + 1) % 2);
  const auto offset = at::arange(width, options) - static_cast<double>(width / 2);
  const auto weight = at::exp(-offset.square() / (2 * kSigma * kSigma));
  return weight / weight.sum();
}

}  // namespace

at::Tensor mean_absolute_error(const at::Tensor& prediction, const at::Tensor& target) {
  check_pair("mean_absolute_error", prediction, target);
  return (prediction - target).abs().mean();
}

at::Tensor ssim_loss(const at::Tensor& prediction, const at::Tensor& target) {
  check_pair("ssim_loss", prediction, target);
  LOWLIGHT_CHECK(
      prediction.dim() == 4, "ssim_loss: pictures must be [N, C, H, W], got ", prediction.sizes());
  const FullPrecision variances_are_differences;
  const auto down = gaussian(prediction.size(2), prediction.options()).view({1, 1, -1, 1});
  const auto across = gaussian(prediction.size(3), prediction.options()).view({1, 1, 1, -1});
  const auto blur = [&](const at::Tensor& picture) {
    return at::conv2d(at::conv2d(picture.flatten(0, 1).unsqueeze(1), down), across);
  };
  constexpr double kLuminance = 0.01 * 0.01, kContrast = 0.03 * 0.03;
  const auto mean_p = blur(prediction), mean_t = blur(target);
  const auto var_p = blur(prediction.square()) - mean_p.square();
  const auto var_t = blur(target.square()) - mean_t.square();
  const auto covariance = blur(prediction * target) - mean_p * mean_t;
  const auto ssim =
      (2 * mean_p * mean_t + kLuminance) * (2 * covariance + kContrast) /
      ((mean_p.square() + mean_t.square() + kLuminance) * (var_p + var_t + kContrast));
  return 1 - ssim.mean();
}

}  // namespace lowlight::losses
