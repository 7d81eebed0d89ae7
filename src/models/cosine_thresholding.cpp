#include "models/cosine_thresholding.h"

#include <ATen/ATen.h>

#include <array>
#include <cmath>
#include <numbers>

namespace lowlight::models {
namespace {

constexpr int64_t kBlockSide = 8, kBlockStep = 4;
// In deviations of the noise.
constexpr double kNoiseThreshold = 2.2;

/// The orthonormal cosine transform of blocks in rows of pixels, [64, 64]: the mean's row is the
/// first.
at::Tensor cosine_transform(const at::TensorOptions& options) {
  const auto place = at::arange(kBlockSide, options), frequency = place.view({-1, 1});
  const auto angles = (place + 0.5) * frequency * (std::numbers::pi / kBlockSide);
  auto transform = at::cos(angles) * std::sqrt(2. / kBlockSide);
  transform[0] *= std::sqrt(0.5);
  return at::kron(transform, transform);
}

/// Orthogonal: grey, red − blue and what green has beyond both.
at::Tensor opponent_colours(const at::TensorOptions& options) {
  const auto rows = at::tensor({1., 1., 1., 1., 0., -1., 0.5, -1., 0.5}, at::kDouble).view({3, 3});
  return (rows / rows.norm(2, {1}, true)).to(options);
}

/// So many pixels that blocks cover a side that begins kBlockSide before it, and begin behind its
/// end.
int64_t behind(int64_t length) {
  return kBlockSide + (kBlockStep - length % kBlockStep) % kBlockStep;
}

}  // namespace

at::Tensor cosine_thresholded(const at::Tensor& codes, const at::Tensor& deviation) {
  const int64_t height = codes.size(2), width = codes.size(3);
  const auto opponents = opponent_colours(codes.options());
  const auto planes = opponents.matmul(codes.flatten(2)).view({-1, 1, height, width});
  const auto padded =
      at::replication_pad2d(planes, {kBlockSide, behind(width), kBlockSide, behind(height)});
  const at::IntArrayRef size = padded.sizes().slice(2);
  const std::array<int64_t, 2> block{kBlockSide, kBlockSide}, once{1, 1}, none{0, 0},
      stride{kBlockStep, kBlockStep};
  const auto joined = [&](const at::Tensor& blocks) {
    return at::col2im(blocks, size, block, once, none, stride);
  };
  const auto transform = cosine_transform(codes.options());
  const auto coefficients = transform.matmul(at::im2col(padded, block, once, none, stride));
  const auto threshold = (kNoiseThreshold * deviation).repeat_interleave(3).view({-1, 1, 1});
  auto kept = coefficients.abs().gt(threshold);
  kept.select(1, 0).fill_(true);
  const auto weights = 1 / kept.sum(1, true).to(codes.options());
  const auto clear = transform.t().matmul(coefficients * kept * weights);
  const auto mean = (joined(clear) / joined(weights.expand_as(clear)))
                        .slice(2, kBlockSide, kBlockSide + height)
                        .slice(3, kBlockSide, kBlockSide + width);
  return opponents.t().matmul(mean.reshape({-1, 3, height * width})).view_as(codes);
}

}  // namespace lowlight::models
