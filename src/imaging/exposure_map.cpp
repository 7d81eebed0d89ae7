#include "lowlight/imaging/exposure_map.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>
#include <vector>

#include "imaging/one_colour.h"
#include "imaging/quantile.h"
#include "lowlight/core/check.h"
#include "lowlight/core/luma.h"
#include "lowlight/core/srgb.h"
#include "lowlight/core/vectorise.h"
#include "lowlight/imaging/smooth_step.h"

namespace lowlight::imaging {
namespace {

constexpr int64_t kBaseRadius = 16, kMapRadius = 6;
constexpr double kBaseVariance = 0.5, kMapVariance = 0.05;
constexpr float kLeastChange = -3.f, kMostChange = 1.5f;
constexpr float kDarkest = 1.f / 255.f;
// With −1, two neighbours of different luma would come out the same.
constexpr double kLeastSlope = -0.95;
constexpr double kKnee = -1.8, kTop = -0.3, kShadows = -3;
// A face in good light has its lights here and keeps its relief above the knee.
constexpr double kFaceKnee = -4;
// Rounding of window sums must not count as a change: where nothing changes, f is 1 to the bit.
constexpr double kSmallestChange = 1e-5;

/// out[y] = the mean of the rows y − r … y + r, cut at the borders: a running sum, whose price does
/// not grow with r.
void means_down(const double* in, int64_t rows, int64_t width, int64_t radius, double* out) {
  std::vector<double> sum(static_cast<size_t>(width));
  const auto add = [&](int64_t row, double sign) {
    for (int64_t x = 0; x < width; ++x) sum[size_t(x)] += sign * in[row * width + x];
  };
  for (int64_t y = 0; y < std::min(radius, rows); ++y) add(y, 1);
  for (int64_t y = 0; y < rows; ++y) {
    if (y + radius < rows) add(y + radius, 1);
    if (y - radius > 0) add(y - radius - 1, -1);
    const auto count = double(std::min(y + radius + 1, rows) - std::max<int64_t>(y - radius, 0));
    for (int64_t x = 0; x < width; ++x) out[y * width + x] = sum[size_t(x)] / count;
  }
}

/// The same along each row, in place: differences of sums from its beginning on.
void means_across(int64_t rows, int64_t width, int64_t radius, double* values) {
  std::vector<double> sums(size_t(width + 1));
  for (double* row = values; row < values + rows * width; row += width) {
    for (int64_t x = 0; x < width; ++x) sums[size_t(x + 1)] = sums[size_t(x)] + row[x];
    for (int64_t x = 0; x < width; ++x) {
      const auto first = std::max<int64_t>(x - radius, 0), end = std::min(x + radius + 1, width);
      row[x] = (sums[size_t(end)] - sums[size_t(first)]) / double(end - first);
    }
  }
}

/// [h, w] of doubles → the means over windows of 2r + 1 pixels a side.
torch::Tensor window_means(const torch::Tensor& x, int64_t radius) {
  const auto in = x.contiguous();
  auto means = torch::empty_like(in);
  double* out = means.mutable_data_ptr<double>();
  means_down(in.data_ptr<double>(), in.size(0), in.size(1), radius, out);
  means_across(in.size(0), in.size(1), radius, out);
  return means;
}

struct GuidedLines {
  torch::Tensor slope, offset;
};

/// value ≈ slope·guide + offset around each pixel (He, Sun, Tang 2013, equations 5, 6 and 8), slope
/// ≥ kLeastSlope.
GuidedLines guided_lines(const torch::Tensor& guide,
                         const torch::Tensor& value,
                         int64_t radius,
                         double epsilon) {
  const bool same = guide.is_same(value);
  const auto guide_mean = window_means(guide, radius);
  const auto value_mean = same ? guide_mean : window_means(value, radius);
  const auto variance = window_means(guide * guide, radius) - guide_mean * guide_mean;
  const auto covariance =
      same ? variance : window_means(guide * value, radius) - guide_mean * value_mean;
  const auto slope = (covariance / (variance.clamp_min(0) + epsilon)).clamp_min(kLeastSlope);
  return {window_means(slope, radius), window_means(value_mean - slope * guide_mean, radius)};
}

torch::Tensor knee(const torch::Tensor& x) {
  return torch::where(x > 1, x, (x + 1).clamp(0, 2).square() / 4);
}

double quantile_of(const torch::Tensor& values, double share) {
  return row_quantiles(values.reshape({1, -1}), share).item<double>();
}

/// How much of each EV above the knee is taken back for `most` to come down to `top`.
double compression(double most, double knee, double top) {
  return 1 - (top - knee) / (most - knee);
}

/// The same for all of a picture.
double compression(const torch::Tensor& level, double highlights) {
  const double most = quantile_of(level, 0.998);
  if (most <= 0) return 0;
  return std::min(0.9, 2 * highlights * smooth_step(most, 0, 1) * compression(most, kKnee, kTop));
}

/// What is taken back at x EV above a knee, where each EV above it goes, and its detail stays.
torch::Tensor taken_back(const torch::Tensor& x, const torch::Tensor& detail) {
  return ((x / 2).clamp(0, 1) * detail - knee(x)).clamp_max(0);
}

/// How much of each EV above their knee faces lose, [h, w], and whether any does.
struct FaceCompression {
  torch::Tensor share;
  bool any = false;
};

FaceCompression face_compression(const torch::Tensor& level,
                                 const FaceMasks& held,
                                 double most_share) {
  FaceCompression found{torch::zeros_like(level)};
  for (int64_t i = 0; i < (held.faces.defined() ? held.faces.size(0) : 0); ++i) {
    const auto face = held.faces[i];
    const auto inside = level.masked_select(face > face.max() / 2);
    const double most = inside.numel() == 0 ? kFaceTop : quantile_of(inside, 0.95);
    const double share = most_share * std::min(0.9, compression(most, kFaceKnee, kFaceTop));
    if (most <= kFaceTop || share == 0) continue;
    found.share = torch::maximum(found.share, share * held.skin[i]);
    found.any = true;
  }
  return found;
}

Plane to_plane(const torch::Tensor& map) {
  const auto numbers = map.to(torch::kFloat).contiguous();
  Plane plane(numbers.size(-1), numbers.size(-2));
  std::copy_n(numbers.data_ptr<float>(), numbers.numel(), plane.values.data());
  return plane;
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

/// Two rows of lines, the second with a weight.
struct Lines {
  const float *slope, *offset, *next_slope, *next_offset;
  float weight;
};

LOWLIGHT_VECTORISE
void evaluate_lines(const Lines& lines, int64_t count, float* __restrict factor) {
  const float *slopes = lines.slope, *offsets = lines.offset;
  const float *next_slopes = lines.next_slope, *next_offsets = lines.next_offset;
  const float weight = lines.weight;
  for (int64_t i = 0; i < count; ++i) {
    const float slope = slopes[i] + weight * (next_slopes[i] - slopes[i]);
    const float offset = offsets[i] + weight * (next_offsets[i] - offsets[i]);
    const float change = slope * log2_of(std::max(factor[i], kDarkest)) + offset;
    factor[i] = exp2_of(std::min(std::max(change, kLeastChange), kMostChange));
  }
}

}  // namespace

double gain_of_lights(const Brightening& step, double ev) {
  return step.darkness.item<double>() * step.log2_gain.item<double>() + std::max(ev, 0.0);
}

ExposureMap exposure_map(const at::Tensor& small,
                         const Brightening& step,
                         const LocalExposure& wanted) {
  LOWLIGHT_CHECK(small.dim() == 4 && small.size(0) == 1 && small.size(1) == 3 && small.numel() > 0,
                 "exposure_map: the picture must be [1, 3, h, w] and not empty, got ",
                 small.sizes());
  const auto& faces = wanted.held.faces;
  LOWLIGHT_CHECK(
      !faces.defined() || (faces.dim() == 3 && faces.sizes().slice(1) == small.sizes().slice(2) &&
                           faces.sizes() == wanted.held.skin.sizes()),
      "exposure_map: faces and their skin must be [N, h, w] like the picture, got ",
      faces.sizes(),
      " and ",
      wanted.held.skin.sizes());
  const torch::NoGradGuard no_gradients;
  // Means of products lose too many digits in single precision.
  const auto picture = small[0].to(torch::kDouble);
  const auto largest = picture.amax(0), guide = luma(picture);
  // Light of one colour burns in it, long before v is bright.
  const auto burning =
      torch::lerp((guide + largest) / 2, largest, one_colour_share(small).item<double>());
  const auto light = torch::log2(srgb_to_linear(burning) + 1e-4);
  const auto lines = guided_lines(light, light, kBaseRadius, kBaseVariance);
  const auto base = lines.slope * light + lines.offset;
  const auto level = base + gain_of_lights(step, wanted.ev);
  const auto detail = (light - base).clamp(-1.5, 1.5);
  auto change = compression(level, wanted.highlights) * taken_back(level - kKnee, detail);
  const auto in_faces =
      face_compression(light + (level - base),
                       wanted.held,
                       std::min(1., 2 * wanted.highlights) * step.darkness.item<double>());
  if (in_faces.any)
    change = torch::minimum(change, in_faces.share * taken_back(level - kFaceKnee, detail));
  if (wanted.shadows != 0) change = change + 0.4 * wanted.shadows * knee(kShadows - level);
  const auto factor = change.clamp_max(2) / 2.4;
  if (factor.abs().max().item<double>() < kSmallestChange) return {};
  const auto fit =
      guided_lines(torch::log2(guide.clamp_min(kDarkest)), factor, kMapRadius, kMapVariance);
  const auto changed =
      (fit.slope.abs() > kSmallestChange).logical_or(fit.offset.abs() > kSmallestChange);
  return {to_plane(torch::where(changed, fit.slope, 0.0)),
          to_plane(torch::where(changed, fit.offset, 0.0)),
          in_faces.any};
}

bool exposure_is_one(const ExposureMap& map, const PictureArea& area) {
  if (map.empty()) return true;
  const auto nearest = [](int64_t pixel, int64_t pixels, int64_t cells, double shift) {
    const double place = (double(pixel) + 0.5) / double(pixels) * double(cells) - 0.5;
    return std::clamp(int64_t(std::floor(place + shift)), int64_t{0}, cells - 1);
  };
  const auto& [width, height] = std::pair(map.slope.width, map.slope.height);
  const int64_t left = nearest(area.x, area.picture_width, width, -0.5);
  const int64_t right = nearest(area.x + area.width, area.picture_width, width, 1.5);
  const int64_t bottom = nearest(area.y + area.height, area.picture_height, height, 1.5);
  for (int64_t y = nearest(area.y, area.picture_height, height, -0.5); y <= bottom; ++y) {
    for (int64_t x = left; x <= right; ++x) {
      if (map.slope.row(y)[x] != 0 || map.offset.row(y)[x] != 0) return false;
    }
  }
  return true;
}

ExposureRows::ExposureRows(const ExposureMap& map, const PictureArea& area)
    : cells_down_(map.slope.height),
      area_(area),
      slope_(map.slope, float(area.picture_width), area.x, area.width),
      offset_(map.offset, float(area.picture_width), area.x, area.width) {}

void ExposureRows::read(int64_t y, float* factor) {
  const float place = place_among(cells_down_, float(area_.picture_height), y);
  const auto row = int64_t(place), next = std::min(row + 1, cells_down_ - 1);
  evaluate_lines(
      {slope_.row(row), offset_.row(row), slope_.row(next), offset_.row(next), place - float(row)},
      area_.width,
      factor);
}

}  // namespace lowlight::imaging
