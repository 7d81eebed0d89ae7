#include "lowlight/imaging/exposure_map.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>
#include <vector>

#include "imaging/smooth_step.h"
#include "imaging/vectorise.h"
#include "lowlight/core/check.h"
#include "lowlight/core/luma.h"
#include "lowlight/core/srgb.h"

namespace lowlight::imaging {
namespace {

constexpr int64_t kBaseRadius = 16, kMapRadius = 6;
constexpr double kBaseVariance = 0.5, kMapVariance = 0.05;
constexpr float kLeastChange = -3.f, kMostChange = 1.5f;
constexpr float kDarkest = 1.f / 255.f;
constexpr double kKnee = -1.8, kTop = -0.3, kShadows = -3;
// Rounding of window sums must not count as a change: where nothing changes, f is 1 to the bit.
constexpr double kSmallestChange = 1e-5;

/// The mean over windows of 2r + 1 pixels along a dimension, cut at the borders: differences of
/// running sums, whose price does not grow with r.
torch::Tensor window_means(const torch::Tensor& x, int64_t dim, int64_t radius) {
  const int64_t size = x.size(dim);
  const auto place = torch::arange(size);
  const auto first = (place - radius).clamp_min(0), last = (place + radius + 1).clamp_max(size);
  const auto none = torch::zeros_like(x.narrow(dim, 0, 1));
  const auto sums = torch::cat({none, x.cumsum(dim)}, dim);
  const auto total = sums.index_select(dim, last) - sums.index_select(dim, first);
  const auto count = (last - first).to(x.dtype());
  return total / (dim == 1 ? count : count.unsqueeze(1));
}

/// [h, w] → the means over windows of 2r + 1 pixels a side.
torch::Tensor window_means(const torch::Tensor& x, int64_t radius) {
  return window_means(window_means(x, 0, radius), 1, radius);
}

struct GuidedLines {
  torch::Tensor slope, offset;
};

/// value ≈ slope·guide + offset around each pixel (He, Sun, Tang 2013, equations 5, 6 and 8).
GuidedLines guided_lines(const torch::Tensor& guide,
                         const torch::Tensor& value,
                         int64_t radius,
                         double epsilon) {
  const auto guide_mean = window_means(guide, radius), value_mean = window_means(value, radius);
  const auto covariance = window_means(guide * value, radius) - guide_mean * value_mean;
  const auto variance = window_means(guide * guide, radius) - guide_mean * guide_mean;
  const auto slope = covariance / (variance.clamp_min(0) + epsilon);
  return {window_means(slope, radius), window_means(value_mean - slope * guide_mean, radius)};
}

torch::Tensor knee(const torch::Tensor& x) {
  return torch::where(x > 1, x, (x + 1).clamp(0, 2).square() / 4);
}

/// How much of each EV above the knee is taken back.
double compression(const torch::Tensor& level, double highlights) {
  const double most = level.flatten().quantile(0.998).item<double>();
  if (most <= 0) return 0;
  return std::min(0.9,
                  2 * highlights * smooth_step(most, 0, 1) * (1 - (kTop - kKnee) / (most - kKnee)));
}

Plane to_plane(const torch::Tensor& map) {
  const auto numbers = map.to(torch::kFloat).contiguous();
  Plane plane(numbers.size(-1), numbers.size(-2));
  std::copy_n(numbers.data_ptr<float>(), numbers.numel(), plane.values.data());
  return plane;
}

/// A map's row at a height of the picture, from its two nearest rows.
std::vector<float> map_row(const Plane& map, float y) {
  const float place = std::clamp(y * float(map.height) - 0.5f, 0.f, float(map.height - 1));
  const auto first = int64_t(place), second = std::min(first + 1, map.height - 1);
  const float weight = place - float(first);
  std::vector<float> row(size_t(map.width) + 1);
  for (int64_t x = 0; x < map.width; ++x)
    row[size_t(x)] = map.row(first)[x] + weight * (map.row(second)[x] - map.row(first)[x]);
  row.back() = row[size_t(map.width) - 1];
  return row;
}

/// log₂ of x in (0, ∞) to 1e-4, and 0 at x = 1. A polynomial of the mantissa, so that the loop
/// around it becomes vector code.
inline float log2_of(float x) {
  const auto bits = std::bit_cast<int32_t>(x);
  const auto exponent = float((bits >> 23) - 127);
  const float m = std::bit_cast<float>((bits & 0x7FFFFF) | 0x3F800000) - 1.f;
  return exponent +
         m * (1.44174f + m * (-0.70777f + m * (0.412344f + m * (-0.190319f + m * 0.044005f))));
}

/// 2^x for |x| < 100 to 2e-4, and exactly 1 at x = 0.
inline float exp2_of(float x) {
  const auto whole = int32_t(x + 128.f) - 128;
  const float part = x - float(whole);
  const float power = 1.f + part * (0.695929f + part * (0.224946f + part * 0.079125f));
  return power * std::bit_cast<float>((whole + 127) << 23);
}

LOWLIGHT_VECTORISE
void evaluate_map(
    const float* slopes, const float* offsets, int64_t cells, const GridRow& row, float* factor) {
  const float scale = float(cells) / float(row.picture_width);
  for (int64_t i = 0; i < row.count; ++i) {
    const float wanted = (float(row.x + i) + 0.5f) * scale - 0.5f;
    const float place = std::min(std::max(wanted, 0.f), float(cells - 1));
    const auto cell = int32_t(place);
    const float weight = place - float(cell);
    const float slope = slopes[cell] + weight * (slopes[cell + 1] - slopes[cell]);
    const float offset = offsets[cell] + weight * (offsets[cell + 1] - offsets[cell]);
    const float change = slope * log2_of(std::max(factor[i], kDarkest)) + offset;
    factor[i] = exp2_of(std::min(std::max(change, kLeastChange), kMostChange));
  }
}

}  // namespace

ExposureMap exposure_map(const at::Tensor& small,
                         const Brightening& step,
                         const LocalExposure& wanted) {
  LOWLIGHT_CHECK(small.dim() == 4 && small.size(0) == 1 && small.size(1) == 3 && small.numel() > 0,
                 "exposure_map: the picture must be [1, 3, h, w] and not empty, got ",
                 small.sizes());
  const torch::NoGradGuard no_gradients;
  // Means of products lose too many digits in single precision.
  const auto picture = small[0].to(torch::kDouble);
  const auto guide = (luma(picture) + picture.amax(0)) / 2;
  const auto light = torch::log2(srgb_to_linear(guide) + 1e-4);
  const auto lines = guided_lines(light, light, kBaseRadius, kBaseVariance);
  const auto base = lines.slope * light + lines.offset;
  const auto level = base + step.log2_gain.item<double>();
  const double s = compression(level, wanted.highlights) * step.darkness.item<double>();
  const auto detail = s * ((level - kKnee) / 2).clamp(0, 1) * (light - base).clamp(-1.5, 1.5);
  const auto change = (detail - s * knee(level - kKnee)).clamp_max(0) +
                      0.4 * wanted.shadows * knee(kShadows - level);
  const auto factor = change.clamp_max(2) / 2.4;
  if (factor.abs().max().item<double>() < kSmallestChange) return {};
  const auto fit =
      guided_lines(torch::log2(guide.clamp_min(kDarkest)), factor, kMapRadius, kMapVariance);
  const auto changed =
      (fit.slope.abs() > kSmallestChange).logical_or(fit.offset.abs() > kSmallestChange);
  return {to_plane(torch::where(changed, fit.slope, 0.0)),
          to_plane(torch::where(changed, fit.offset, 0.0))};
}

bool exposure_is_one(const ExposureMap& map, const GridRow& first, int64_t rows) {
  if (map.empty()) return true;
  const auto nearest = [](int64_t pixel, int64_t pixels, int64_t cells, double shift) {
    const double place = (double(pixel) + 0.5) / double(pixels) * double(cells) - 0.5;
    return std::clamp(int64_t(std::floor(place + shift)), int64_t{0}, cells - 1);
  };
  const auto& [width, height] = std::pair(map.slope.width, map.slope.height);
  const int64_t left = nearest(first.x, first.picture_width, width, -0.5);
  const int64_t right = nearest(first.x + first.count, first.picture_width, width, 1.5);
  const int64_t bottom = nearest(first.y + rows, first.picture_height, height, 1.5);
  for (int64_t y = nearest(first.y, first.picture_height, height, -0.5); y <= bottom; ++y) {
    for (int64_t x = left; x <= right; ++x) {
      if (map.slope.row(y)[x] != 0 || map.offset.row(y)[x] != 0) return false;
    }
  }
  return true;
}

void exposure_of_row(const ExposureMap& map, const GridRow& row, float* factor) {
  const float y = (float(row.y) + 0.5f) / float(row.picture_height);
  const auto slopes = map_row(map.slope, y), offsets = map_row(map.offset, y);
  evaluate_map(slopes.data(), offsets.data(), map.slope.width, row, factor);
}

}  // namespace lowlight::imaging
