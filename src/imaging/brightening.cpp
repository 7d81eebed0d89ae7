#include "lowlight/imaging/brightening.h"

#include <torch/types.h>
#include <torch/utils.h>

#include "imaging/smooth_step.h"
#include "lowlight/core/check.h"
#include "lowlight/core/luma.h"
#include "lowlight/core/srgb.h"
#include "lowlight/imaging/darkness.h"

namespace lowlight::imaging {
namespace {

constexpr double kDarkestGain = -5, kBrightestGain = 11;
constexpr int kBisections = 24;
constexpr double kTarget = 0.46, kLowestTarget = 0.32;

/// [N] → [N, 1, 1, …] with the dimensions of x.
torch::Tensor per_picture(const torch::Tensor& values, const torch::Tensor& x) {
  std::vector<int64_t> shape(size_t(x.dim()), 1);
  shape[0] = -1;
  return values.to(x.options()).view(shape);
}

torch::Tensor exposed(const torch::Tensor& x, const torch::Tensor& log2_gain) {
  return linear_to_srgb(srgb_to_linear(x) * torch::exp2(per_picture(log2_gain, x)));
}

/// The luma-weighted distribution of the colours of each picture: mean luma of a tone = Σ
/// tone(values)·weights, for any tone that treats the three colours alike. Values lie closer
/// together near black, where gains are large.
struct Distribution {
  torch::Tensor values;   ///< [N, kBins]
  torch::Tensor weights;  ///< [N, kBins], the sum over bins is 1
};

constexpr int64_t kBins = 512;

Distribution distribution_of(const torch::Tensor& picture) {
  const auto n = picture.size(0);
  const auto place = picture.flatten(2).clamp(0, 1).sqrt() * double(kBins - 1);
  const auto lower = place.floor().clamp_max(double(kBins - 2));
  const auto steps = torch::arange(kBins, picture.options()) / double(kBins - 1);
  // Linear in value, not in place: then the mean of the values is exact.
  const auto low_value = (lower / double(kBins - 1)).square();
  const auto high_value = ((lower + 1) / double(kBins - 1)).square();
  const auto upper_share = (picture.flatten(2).clamp(0, 1) - low_value) / (high_value - low_value);
  const auto share =
      torch::tensor(at::ArrayRef<double>(kLumaWeights<double>), picture.options()).view({1, 3, 1}) /
      double(place.size(2));
  const auto index = lower.to(torch::kLong).flatten(1);
  auto weights = torch::zeros({n, kBins}, picture.options());
  weights.scatter_add_(1, index, (share * (1 - upper_share)).flatten(1));
  weights.scatter_add_(1, index + 1, (share * upper_share).flatten(1));
  return {steps.square().expand({n, kBins}), weights};
}

/// The log₂ gain at which the mean luma of tone(values, gain) reaches `target` [N].
template <class Tone>
torch::Tensor gain_for(const Distribution& picture, const Tone& tone, const torch::Tensor& target) {
  auto low = torch::full_like(target, kDarkestGain),
       high = torch::full_like(target, kBrightestGain);
  for (int i = 0; i < kBisections; ++i) {
    const auto middle = (low + high) / 2;
    const auto too_dark = (tone(picture.values, middle) * picture.weights).sum(1) < target;
    low = torch::where(too_dark, middle, low);
    high = torch::where(too_dark, high, middle);
  }
  return (low + high) / 2;
}

/// What a picture would look like at the usual target: the share that is black and the share that
/// is bright. [N]
struct Extremes {
  torch::Tensor black, bright;
};

Extremes extremes_of(const torch::Tensor& brightened) {
  const auto y = luma(brightened);
  return {(y < 0.1).to(y.dtype()).mean({1, 2}), ((y - 0.75) / 0.2).clamp(0, 1).mean({1, 2})};
}

/// Where the target would burn or leave black much of the picture, or lift little but noise, a
/// lower one.
torch::Tensor gentler_target(const Extremes& at_usual, const torch::Tensor& floor_log2_gain) {
  return (kTarget - 0.6 * (at_usual.bright - 0.15).clamp_min(0) -
          0.4 * (at_usual.black - 0.28).clamp_min(0) - 0.06 * (floor_log2_gain - 6).clamp_min(0))
      .clamp(kLowestTarget, kTarget);
}

/// What a lit subject before a black ground would burn by: its mean says nothing about it.
torch::Tensor excess_of_lit_part(const torch::Tensor& small,
                                 const Extremes& at_usual,
                                 const torch::Tensor& log2_gain) {
  const auto lit = small.amax(1).flatten(1).quantile(0.9, 1);
  const auto level = log2_gain + torch::log2(srgb_to_linear(lit) + 1e-5);
  return smooth_step(at_usual.black, 0.2, 0.45) * (level + 2).clamp_min(0);
}

void check_pictures(const torch::Tensor& small) {
  LOWLIGHT_CHECK(small.dim() == 4 && small.size(1) == 3 && small.numel() > 0,
                 "meter: pictures must be [N, 3, h, w] and not empty, got ",
                 small.sizes());
}

}  // namespace

at::Tensor floor_tone(const at::Tensor& x, const at::Tensor& log2_gain) {
  const auto t = torch::tanh(0.95 * exposed(x, log2_gain));
  return t + 0.4 * t * (1 - t) * (t - 0.46);
}

at::Tensor floor_gain(const at::Tensor& small, double target) {
  check_pictures(small);
  const torch::NoGradGuard no_gradients;
  const auto targets = torch::full({small.size(0)}, target, small.options());
  return gain_for(distribution_of(small), floor_tone, targets);
}

at::Tensor brighten(const at::Tensor& x, const Brightening& step) {
  const auto e = exposed(x, step.log2_gain);
  const auto z = e.square() / (e + per_picture(step.toe, x) + 1e-6);
  const auto t = torch::tanh(1.91 * z.clamp_min(1e-9).pow(0.75));
  return t + 0.65 * t * (1 - t) * (t - 0.2);
}

Brightening meter(const at::Tensor& small) {
  check_pictures(small);
  const torch::NoGradGuard no_gradients;
  const auto distribution = distribution_of(small);
  const auto usual = torch::full({small.size(0)}, kTarget, small.options());
  Brightening step;
  const auto floor_log2_gain = gain_for(distribution, floor_tone, usual);
  step.toe = (0.032 * (floor_log2_gain - 3.6)).clamp(0, 0.13);
  const auto tone = [&](const torch::Tensor& values, const torch::Tensor& gain) {
    return brighten(values, {gain, step.toe, {}});
  };
  const Brightening first{gain_for(distribution, tone, usual), step.toe, {}};
  const auto at_usual = extremes_of(brighten(small, first));
  const auto gain = gain_for(distribution, tone, gentler_target(at_usual, floor_log2_gain));
  step.log2_gain = gain - excess_of_lit_part(small, at_usual, gain);
  step.darkness = judge_darkness(small).share;
  return step;
}

}  // namespace lowlight::imaging
