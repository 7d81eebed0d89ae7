#include "inference/softening.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "lowlight/imaging/smooth_step.h"

namespace lowlight::inference {
namespace {

constexpr double kSigma = 1.5;
constexpr int64_t kBlock = 8, kStride = 2;
// In deviations of the noise.
constexpr double kThreshold = 2.2;
constexpr int64_t kRanks = 1025, kSeen = 40'000;

/// The orthonormal cosine transform of eight numbers, [8, 8]: the mean's row is the first.
at::Tensor cosine_transform() {
  const auto place = at::arange(kBlock, at::kFloat), frequency = place.view({-1, 1});
  const auto angles = (place + 0.5) * frequency * (std::numbers::pi / kBlock);
  auto transform = at::cos(angles) * std::sqrt(2. / kBlock);
  transform[0] *= std::sqrt(0.5);
  return transform;
}

/// Along both sides of blocks [64, n].
at::Tensor along_both(const at::Tensor& transform, const at::Tensor& blocks) {
  const auto along_one = transform.matmul(blocks.view({kBlock, -1}));
  return transform.matmul(along_one.view({kBlock, kBlock, -1})).view_as(blocks);
}

/// Orthogonal: grey, red − blue and what green has beyond both.
at::Tensor opponent_colours() {
  const auto rows = at::tensor({1.f, 1.f, 1.f, 1.f, 0.f, -1.f, 0.5f, -1.f, 0.5f}).view({3, 3});
  return rows / rows.norm(2, {1}, true);
}

/// A plane [h, w]; by itself, since its blocks take 16 times its memory.
at::Tensor without_small_coefficients(const at::Tensor& plane, double threshold) {
  const int64_t height = plane.size(0), width = plane.size(1);
  const auto padded =
      at::replication_pad2d(plane.view({1, 1, height, width}),
                            {kBlock, kBlock + width % kStride, kBlock, kBlock + height % kStride});
  const at::IntArrayRef size = padded.sizes().slice(2);
  const std::array<int64_t, 2> block{kBlock, kBlock}, once{1, 1}, none{0, 0},
      stride{kStride, kStride};
  const auto joined = [&](const at::Tensor& blocks) {
    return at::col2im(blocks, size, block, once, none, stride);
  };
  const auto transform = cosine_transform();
  auto coefficients = along_both(transform, at::im2col(padded, block, once, none, stride)[0]);
  auto kept = coefficients.abs().gt(threshold);
  kept[0].fill_(true);
  const auto weights = 1 / kept.sum(0, true).to(at::kFloat);
  coefficients.mul_(kept).mul_(weights);
  const auto clear = along_both(transform.t(), coefficients);
  const auto mean = joined(clear) / joined(weights.expand_as(clear));
  return mean.view(size).slice(0, kBlock, kBlock + height).slice(1, kBlock, kBlock + width);
}

/// Of what a table has for each of 256 codes, in the mean over values in [0, 1].
double mean_at_codes(const at::Tensor& table, const at::Tensor& values) {
  const auto codes = (values.clamp(0, 1) * 255).round().to(at::kLong).flatten();
  return table.index_select(0, codes).mean().item<double>();
}

/// Of a colour's noise, in the mean of squares over a photo [3, h, w].
double deviation_of(const imaging::NoiseModel& noise, const at::Tensor& photo) {
  const auto weights = at::tensor(at::ArrayRef<float>(imaging::kGreyWeights));
  const auto levels = at::tensor(at::ArrayRef<float>(noise.level));
  const auto grey = at::tensordot(weights, photo, {0}, {0});
  const double of_grey = std::sqrt(mean_at_codes(levels.square(), grey));
  return of_grey / weights.norm().item<double>() / 255;
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

at::Tensor blurred(const at::Tensor& planes, double sigma) {
  const auto radius = int64_t(std::ceil(3 * sigma));
  const auto steps = at::arange(-radius, radius + 1, at::kFloat);
  auto weights = (-0.5 * (steps / sigma).square()).exp();
  weights = weights / weights.sum();
  const auto padded = at::replication_pad2d(planes.unsqueeze(1), {radius, radius, radius, radius});
  const auto across = at::conv2d(padded, weights.view({1, 1, 1, -1}));
  return at::conv2d(across, weights.view({1, 1, -1, 1})).squeeze(1);
}

double noise_in(const at::Tensor& shown, const imaging::NoiseCalming& calming) {
  if (!calming.any) return 0;
  const auto variances = at::tensor(at::ArrayRef<float>(calming.sensor));
  return 255 * std::sqrt(mean_at_codes(variances, shown));
}

double noisiness(double noise) { return imaging::smooth_step(noise, kLittleNoise, kMuchNoise); }

at::Tensor out_of_noise(const at::Tensor& photo, const imaging::NoiseModel& noise) {
  const auto opponents = opponent_colours();
  const auto planes = opponents.matmul(photo.flatten(1)).view_as(photo);
  const double threshold = kThreshold * deviation_of(noise, photo);
  std::vector<at::Tensor> parts;
  for (const auto& plane : planes.unbind()) {
    parts.push_back(without_small_coefficients(plane.contiguous(), threshold));
  }
  const auto clear = at::stack(parts);
  return opponents.t().matmul(clear.flatten(1)).view_as(photo);
}

at::Tensor softening(const at::Tensor& shown, const at::Tensor& clear, double noisiness) {
  const auto seen = with_tones_of(shown.flatten(1), clear.flatten(1)).view_as(shown);
  const auto soft = (shown + blurred(shown, kSigma)) / 2;
  return noisiness * ((seen + soft) / 2 - shown);
}

}  // namespace lowlight::inference
