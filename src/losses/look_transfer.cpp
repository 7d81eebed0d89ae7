#include "lowlight/losses/look_transfer.h"

#include <ATen/ATen.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "lowlight/core/check.h"
#include "lowlight/core/cielab.h"
#include "lowlight/core/full_precision.h"
#include "lowlight/core/luma.h"
#include "lowlight/losses/efdm.h"
#include "lowlight/losses/reconstruction.h"

namespace lowlight::losses {
namespace {

constexpr int64_t kDirections = 16;
constexpr int64_t kNeighbourhood = 15;

/// Unit vectors [kDirections, 3] along a spiral over half of the sphere: a line and its opposite
/// give one distance.
at::Tensor directions(const at::TensorOptions& options) {
  std::vector<double> values;
  for (int64_t i = 0; i < kDirections; ++i) {
    const double z = (double(i) + 0.5) / kDirections, radius = std::sqrt(1 - z * z);
    const double angle = 2 * std::numbers::pi * std::numbers::phi * double(i);
    values.insert(values.end(), {z, radius * std::cos(angle), radius * std::sin(angle)});
  }
  return at::tensor(values, options).view({kDirections, 3});
}

/// Each pixel's mean over the window around it; borders are mirrored.
at::Tensor window_mean(const at::Tensor& map) {
  constexpr int64_t kHalf = kNeighbourhood / 2;
  const auto padded = at::reflection_pad2d(map, {kHalf, kHalf, kHalf, kHalf});
  // Rows first, then columns: a tenth of the sums of a square window.
  return at::avg_pool2d(
      at::avg_pool2d(padded, {1, kNeighbourhood}, {1, 1}), {kNeighbourhood, 1}, {1, 1});
}

at::Tensor locally_normalised(const at::Tensor& luma) {
  constexpr double kLeastDeviation = 4.0 / 255, kScale = 42.0 / 255, kLeastVariance = 1e-8;
  const auto mean = window_mean(luma);
  // Values around 0.5 lose fewer digits in the difference of squares.
  const auto centred = luma - 0.5;
  const auto variance = window_mean(centred.square()) - (mean - 0.5).square();
  const auto deviation = variance.clamp_min(kLeastVariance).sqrt() + kLeastDeviation;
  return 0.5 + kScale * (luma - mean) / deviation;
}

void check_colours(const at::Tensor& pictures, const char* name) {
  LOWLIGHT_CHECK(pictures.dim() == 4 && pictures.size(1) == 3 && pictures.numel() > 0,
                 name,
                 ": pictures must be [N, 3, H, W] and not empty, got ",
                 pictures.sizes());
}

}  // namespace

at::Tensor sliced_colour_distance(const at::Tensor& first, const at::Tensor& second) {
  check_colours(first, "sliced_colour_distance");
  check_colours(second, "sliced_colour_distance");
  LOWLIGHT_CHECK(first.size(0) == second.size(0),
                 "sliced_colour_distance: both must have the same batch, got ",
                 first.sizes(),
                 " and ",
                 second.sizes());
  const auto sorted_along_directions = [](const at::Tensor& pictures) {
    const auto colours = srgb_to_lab(pictures).flatten(2);
    return sorted_values(at::matmul(directions(pictures.options()), colours));
  };
  const auto ours = sorted_along_directions(first), theirs = sorted_along_directions(second);
  return (ours - at_ranks(theirs, ours.size(2))).abs().mean({1, 2});
}

at::Tensor structure_loss(const at::Tensor& transferred, const at::Tensor& content) {
  check_colours(transferred, "structure_loss");
  LOWLIGHT_CHECK(transferred.sizes() == content.sizes() &&
                     std::min(content.size(2), content.size(3)) > kNeighbourhood / 2,
                 "structure_loss: both must have one shape, sides of 8 or more, got ",
                 transferred.sizes(),
                 " and ",
                 content.sizes());
  const FullPrecision variances_are_differences;
  return ssim_loss(locally_normalised(luma(transferred).unsqueeze(1)),
                   locally_normalised(luma(content).unsqueeze(1)));
}

at::Tensor range_loss(const at::Tensor& pictures) {
  return (pictures - pictures.clamp(0, 1).detach()).square().mean();
}

}  // namespace lowlight::losses
