#include "inference/tone_table.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "inference/exposed.h"
#include "lowlight/core/luma.h"
#include "lowlight/imaging/noise_calming.h"

namespace lowlight::inference {
namespace {

// How much brighter the mean becomes by one stop, about, and what is not seen.
constexpr double kLumaOfStop = 0.15, kLeastLuma = 5e-4;
// Of the brightness that the mean over noise loses.
constexpr double kGivenBack = 0.85;
constexpr int kExposures = 4;
constexpr double kMostHueKept = 0.6;

/// How much of the mean luma of a picture [3, h, w], of any tone, is that of each of `count` codes.
std::vector<double> code_weights(const torch::Tensor& picture, size_t count) {
  const auto colours = picture.flatten(1).contiguous();
  const int64_t pixels = colours.size(1);
  std::vector<double> weights(count);
  for (int64_t c = 0; c < 3; ++c) {
    const double share = kLumaWeights<double>[size_t(c)] / double(pixels);
    const float* values = colours.data_ptr<float>() + c * pixels;
    for (int64_t i = 0; i < pixels; ++i)
      weights[size_t(values[i] * float(count - 1) + 0.5f)] += share;
  }
  return weights;
}

}  // namespace

std::vector<float> tone_table(const imaging::Brightening& step,
                              imaging::BitDepth depth,
                              double ev) {
  const auto codes = torch::linspace(0, 1, imaging::full_scale(depth) + 1).unsqueeze(0);
  const auto brightened = imaging::brighten(codes, step).clamp_max(1);
  const auto tone =
      exposed(torch::lerp(codes, brightened, step.darkness.unsqueeze(1)), ev).contiguous();
  return {tone.data_ptr<float>(), tone.data_ptr<float>() + tone.numel()};
}

double hue_kept(const imaging::Brightening& step, double ev) {
  return kMostHueKept * (1 - step.darkness.item<double>()) * std::clamp(-ev, 0.0, 1.0);
}

std::vector<float> tone_in_noise(const at::Tensor& picture,
                                 const imaging::Brightening& step,
                                 imaging::BitDepth depth,
                                 double ev,
                                 const imaging::NoiseModel& noise,
                                 double amount) {
  const auto plain = tone_table(step, depth, ev);
  imaging::Brightening again = step;
  auto tone = imaging::tone_over_noise(plain, noise, amount);
  const auto weights = code_weights(picture, tone.size());
  const auto mean_luma = [&](const std::vector<float>& of) {
    return std::inner_product(of.begin(), of.end(), weights.begin(), 0.0);
  };
  const double wanted = std::lerp(mean_luma(tone), mean_luma(plain), kGivenBack);
  for (int i = 0; i < kExposures; ++i) {
    const double missing = wanted - mean_luma(tone);
    if (std::abs(missing) < kLeastLuma) break;
    again.log2_gain = again.log2_gain + missing / kLumaOfStop;
    tone = imaging::tone_over_noise(tone_table(again, depth, ev), noise, amount);
  }
  return tone;
}

}  // namespace lowlight::inference
