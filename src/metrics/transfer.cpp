#include "lowlight/metrics/transfer.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "lowlight/core/check.h"
#include "lowlight/core/cielab.h"
#include "lowlight/core/luma.h"
#include "lowlight/metrics/ssim.h"
#include "metrics/planes.h"

namespace lowlight::metrics {
namespace {

constexpr int64_t kDirections = 64;
constexpr int64_t kQuantiles = 512;
constexpr int64_t kWindow = 15;

/// [3, kDirections]: points of a spiral from pole to pole of the unit sphere, which lie evenly.
at::Tensor directions() {
  const auto places = at::arange(kDirections, at::kDouble) + 0.5;
  const auto height = 1 - 2 * places / double(kDirections);
  const auto turn = places * std::numbers::pi * (1 + std::sqrt(5.0));
  const auto radius = (1 - height * height).sqrt();
  return at::stack({radius * turn.cos(), radius * turn.sin(), height});
}

/// [kQuantiles, kDirections]: the quantiles of a picture's colours along each direction.
at::Tensor quantiles_of(const at::Tensor& picture) {
  const auto colours = srgb_to_lab((picture.to(at::kDouble) / 255).unsqueeze(0))[0].flatten(1);
  const auto along = std::get<0>(at::matmul(colours.t(), directions()).sort(0));
  const auto last = double(along.size(0) - 1);
  const auto place = (at::arange(kQuantiles, at::kDouble) + 0.5) / double(kQuantiles) * last;
  const auto below = place.floor();
  const auto above = (below + 1).clamp_max(last);
  return at::lerp(along.index_select(0, below.to(at::kLong)),
                  along.index_select(0, above.to(at::kLong)),
                  (place - below).unsqueeze(1));
}

double distance(const at::Tensor& quantiles, const at::Tensor& others) {
  return (quantiles - others).abs().mean().item<double>();
}

at::Tensor window_mean(const at::Tensor& plane) {
  const auto padded =
      at::reflection_pad2d(plane, {kWindow / 2, kWindow / 2, kWindow / 2, kWindow / 2});
  return at::avg_pool2d(padded, kWindow, 1);
}

/// uint8 [3, H, W]: the locally normalised luma, three times.
at::Tensor structure(const at::Tensor& picture) {
  const auto grey = luma(picture.to(at::kDouble)).view({1, 1, picture.size(1), picture.size(2)});
  const auto mean = window_mean(grey);
  const auto deviation = (window_mean(grey * grey) - mean * mean).clamp_min(0).sqrt() + 4;
  const auto normalised = (127.5 + 42 * (grey - mean) / deviation).clamp(0, 255).round();
  return normalised[0].to(at::kByte).expand({3, -1, -1}).contiguous();
}

}  // namespace

double colours_left(const at::Tensor& result, const at::Tensor& content, const at::Tensor& style) {
  for (const auto& picture : {result, content, style}) planes_of(picture, "colours_left");
  const auto target = quantiles_of(style);
  return distance(quantiles_of(result), target) / distance(quantiles_of(content), target);
}

double structure_kept(const at::Tensor& result, const at::Tensor& content) {
  const auto planes = planes_of(content, "structure_kept");
  require_same_size(planes_of(result, "structure_kept"), planes, "structure_kept");
  LOWLIGHT_CHECK(planes.height >= kWindow && planes.width >= kWindow,
                 "structure_kept: sides must be at least ",
                 kWindow,
                 ", got ",
                 content.sizes());
  return ssim(structure(result), structure(content));
}

}  // namespace lowlight::metrics
