#include "quality_methods.h"

#include <torch/types.h>
// OpenCV after LibTorch: both define macros of one name.
#ifdef LOWLIGHT_HAS_OPENCV
#include <opencv2/imgproc.hpp>
#endif

#include <cmath>
#include <utility>

#include "lowlight/core/luma.h"
#include "lowlight/imaging/brightening.h"
#include "lowlight/imaging/resize.h"
#include "lowlight/imaging/tensor_bridge.h"
#include "lowlight/io/checkpoint.h"
#include "lowlight/models/weights_file.h"
#include "lowlight/tasks/enhancer_objective.h"

namespace lowlight::bench {
namespace {

using imaging::Image;

constexpr int64_t kMeterSide = 256;
constexpr double kTargetLuma = 0.46;

at::Tensor to_codes(const at::Tensor& picture) {
  return (picture.clamp(0, 1) * 255).round().to(at::kByte);
}

at::Tensor floor_step(const Image& image) {
  const auto gain =
      imaging::floor_gain(imaging::shrink(image, kMeterSide).unsqueeze(0), kTargetLuma);
  return imaging::floor_tone(imaging::to_tensor(image).unsqueeze(0), gain)[0];
}

at::Tensor box_mean(const at::Tensor& plane, int64_t radius) {
  return torch::avg_pool2d(plane.unsqueeze(0),
                           2 * radius + 1,
                           1,
                           radius,
                           /*ceil_mode=*/false,
                           /*count_include_pad=*/false)
      .squeeze(0);
}

/// He, Sun, Tang 2013, with a grey guide, in double precision.
at::Tensor guided_filter(const at::Tensor& guide,
                         const at::Tensor& in,
                         int64_t radius,
                         double eps) {
  const auto guide_mean = box_mean(guide, radius), in_mean = box_mean(in, radius);
  const auto variance = box_mean(guide * guide, radius) - guide_mean * guide_mean;
  const auto covariance = box_mean(guide * in, radius) - guide_mean * in_mean;
  const auto slope = covariance / (variance + eps);
  const auto offset = in_mean - slope * guide_mean;
  return box_mean(slope, radius) * guide + box_mean(offset, radius);
}

at::Tensor floor_step_calmed(const Image& image) {
  const auto picture = floor_step(image).to(at::kDouble);
  const auto luma = lowlight::luma(picture);
  constexpr auto& weights = lowlight::kLumaWeights<double>;
  const auto calm_luma = guided_filter(luma, luma, 2, 4e-4);
  const auto red = calm_luma + guided_filter(luma, picture[0] - luma, 4, 1e-3);
  const auto blue = calm_luma + guided_filter(luma, picture[2] - luma, 4, 1e-3);
  const auto green = (calm_luma - weights[0] * red - weights[2] * blue) / weights[1];
  return to_codes(torch::stack({red, green, blue}));
}

#ifdef LOWLIGHT_HAS_OPENCV
/// OpenCV's contrast-limited histogram equalisation of Lab lightness, clip limit 2, 8 × 8 tiles.
at::Tensor clahe(const Image& image) {
  cv::Mat picture(
      int(image.height()), int(image.width()), CV_8UC3, const_cast<uint8_t*>(image.bytes().data()));
  cv::Mat lab, lightness, result;
  cv::cvtColor(picture, lab, cv::COLOR_RGB2Lab);
  cv::extractChannel(lab, lightness, 0);
  cv::createCLAHE(2.0, cv::Size(8, 8))->apply(lightness, lightness);
  cv::insertChannel(lightness, lab, 0);
  cv::cvtColor(lab, result, cv::COLOR_Lab2RGB);
  return torch::from_blob(result.data, {image.height(), image.width(), 3}, at::kByte)
      .permute({2, 0, 1})
      .clone(at::MemoryFormat::Contiguous);
}
#endif

}  // namespace

at::Tensor gamma_to(const Image& image, double mean_luma) {
  const auto small = imaging::shrink(image, kMeterSide);
  double low = 0.02, high = 20.0;
  for (int i = 0; i < 40; ++i) {
    const double middle = std::sqrt(low * high);
    (lowlight::luma(small.pow(middle)).mean().item<double>() > mean_luma ? low : high) = middle;
  }
  return to_codes(imaging::to_tensor(image).pow(low));
}

std::vector<Method> simple_methods() {
  return {
      {"input", imaging::to_rgb8_tensor},
      {"floor step", [](const Image& image) { return to_codes(floor_step(image)); }},
      {"floor step, guided filters", floor_step_calmed},
      {"gamma to the mean", [](const Image& image) { return gamma_to(image, kTargetLuma); }},
#ifdef LOWLIGHT_HAS_OPENCV
      {"CLAHE", clahe},
#endif
  };
}

Method enhancer_method(const std::string& name,
                       std::shared_ptr<const batch::PhotoProcessor> enhancer) {
  return {name, [enhancer = std::move(enhancer)](const Image& image) {
            return imaging::to_rgb8_tensor(batch::processed(*enhancer, image.clone()));
          }};
}

Method trained_method(const std::filesystem::path& weights) {
  const auto info = io::read_checkpoint_info(weights);
  models::Enhancer network(models::options_of<models::EnhancerOptions>(info, weights));
  io::assign_tensors(*network, models::read_weights(weights), weights.string());
  network->eval();
  return {weights.string(), [network](const Image& image) mutable {
            const auto dark = imaging::to_tensor(image).unsqueeze(0);
            const auto neutral = torch::ones({1}, at::kBool);
            return to_codes(tasks::predict(network, dark, dark, neutral).enhanced[0]);
          }};
}

}  // namespace lowlight::bench
