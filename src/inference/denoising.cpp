#include "inference/denoising.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include <algorithm>
#include <cmath>

#include "lowlight/imaging/smooth_step.h"

namespace lowlight::inference {
namespace {

constexpr double kSigma = 1.5;
constexpr int64_t kRadius = 5;
// As in training.
constexpr double kLeastDeviation = 0.4;
constexpr int64_t kRanks = 1025, kSeen = 40'000;

at::Tensor blurred(const at::Tensor& picture) {
  const auto steps = at::arange(-kRadius, kRadius + 1, at::kFloat);
  auto weights = (-0.5 * (steps / kSigma).square()).exp();
  weights = weights / weights.sum();
  const auto padded =
      at::replication_pad2d(picture.unsqueeze(1), {kRadius, kRadius, kRadius, kRadius});
  const auto across = at::conv2d(padded, weights.view({1, 1, 1, -1}));
  return at::conv2d(across, weights.view({1, 1, -1, 1})).squeeze(1);
}

/// Of what a table has for each of 256 codes, in the mean over values in [0, 1].
double mean_at_codes(const at::Tensor& table, const at::Tensor& values) {
  const auto codes = (values.clamp(0, 1) * 255).round().to(at::kLong).flatten();
  return table.index_select(0, codes).mean().item<double>();
}

/// Of a colour's noise in codes, in the mean of squares over a photo [3, h, w].
double deviation_of(const imaging::NoiseModel& noise, const at::Tensor& photo) {
  const auto weights = at::tensor(at::ArrayRef<float>(imaging::kGreyWeights));
  const auto levels = at::tensor(at::ArrayRef<float>(noise.level));
  const auto grey = at::tensordot(weights, photo, {0}, {0});
  const double of_grey = std::sqrt(mean_at_codes(levels.square(), grey));
  return of_grey / weights.norm().item<double>();
}

/// What each row of [3, n] has at kRanks ranks from its least number to its greatest, by one in
/// some of its numbers, about kSeen.
at::Tensor at_ranks(const at::Tensor& rows) {
  const auto seen = rows.slice(1, 0, {}, std::max<int64_t>(1, rows.size(1) / kSeen));
  const auto places = at::linspace(0, double(seen.size(1) - 1), kRanks).to(at::kLong);
  return std::get<0>(seen.sort(1)).index_select(1, places);
}

/// Colours [3, n] with the tones of others.
at::Tensor with_tones_of(const at::Tensor& tones, const at::Tensor& colours) {
  const auto from = at_ranks(colours), to = at_ranks(tones);
  const auto above = at::searchsorted(from, colours).clamp(1, kRanks - 1), below = above - 1;
  const auto least = from.gather(1, below);
  const auto step = (from.gather(1, above) - least).clamp_min(1e-6);
  return to.gather(1, below).lerp(to.gather(1, above), ((colours - least) / step).clamp(0, 1));
}

}  // namespace

double noise_in(const at::Tensor& shown, const imaging::NoiseCalming& calming) {
  if (!calming.any) return 0;
  const auto variances = at::tensor(at::ArrayRef<float>(calming.sensor));
  return 255 * std::sqrt(mean_at_codes(variances, shown));
}

double noisiness(double noise) { return imaging::smooth_step(noise, kLittleNoise, kMuchNoise); }

at::Tensor out_of_noise(const at::Tensor& photo,
                        const imaging::NoiseModel& noise,
                        models::Denoiser denoiser) {
  const torch::NoGradGuard no_gradients;
  const double deviation = std::max(kLeastDeviation, deviation_of(noise, photo));
  const auto codes = photo.clamp_min(0).unsqueeze(0) * 255;
  return denoiser(codes, at::full({1}, deviation))[0] / 255;
}

at::Tensor denoising(const at::Tensor& shown, const at::Tensor& clear, double noise) {
  const auto seen = with_tones_of(shown.flatten(1), clear.flatten(1)).view_as(shown);
  const auto soft = (shown + blurred(shown)) / 2;
  const double share = std::lerp(0.5, 1, imaging::smooth_step(noise, kBeforeAlone, kAlone));
  return noisiness(noise) * (soft.lerp(seen, share) - shown);
}

}  // namespace lowlight::inference
