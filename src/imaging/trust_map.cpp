#include "lowlight/imaging/trust_map.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "lowlight/core/check.h"
#include "lowlight/core/srgb.h"
#include "lowlight/imaging/tensor_bridge.h"

namespace lowlight::imaging {
namespace {

constexpr int64_t kReach = 3;         ///< of the Gaussian's window, to each side
constexpr int64_t kMappedRows = 128;  ///< to bound the memory
constexpr int64_t kMargin = 2 * kReach;
// JPEG leaves what was cut off a code or two away from the end of the scale.
constexpr double kNearFull = 253.5 / 255;

/// [1, 1, H, W] → the same, smaller by kReach on each side.
at::Tensor smoothed(const at::Tensor& map) {
  const auto places = at::arange(-kReach, kReach + 1, at::kFloat);
  const auto bell = (-places.square() / 2).exp();
  const auto weights = bell / bell.sum();
  return at::conv2d(at::conv2d(map, weights.view({1, 1, 1, -1})), weights.view({1, 1, -1, 1}));
}

/// The variance of grey in codes of 8 bits, of noise of all bands: coefficient (u, v) belongs to
/// band max(u, v), of which there are 2k + 1 of 64.
double variance_of(const NoiseModel& noise, double level) {
  double sum = 0;
  for (int64_t band = 0; band < kNoiseBands; ++band) {
    const auto k = size_t(band);
    const double sensor = level * noise.grey.sensor[k], jpeg = noise.grey.jpeg[k];
    sum += double(2 * band + 1) / (kNoiseBands * kNoiseBands) * (sensor * sensor + jpeg * jpeg);
  }
  return sum;
}

/// t of a grey of each code of 8 bits.
at::Tensor trust_of_codes(const NoiseModel& noise, BitDepth depth) {
  const double step = 255.0 / double(full_scale(depth)), rounding = step * step / 12;
  std::vector<double> deviations;
  for (const float level : noise.level)
    deviations.push_back(std::sqrt(variance_of(noise, level) + rounding) / 255);
  const auto codes = at::arange(256, at::kDouble) / 255;
  constexpr double kHalf = 0.5 / 255;
  const auto slope = (srgb_to_linear(codes + kHalf) - srgb_to_linear(codes - kHalf)) * 255;
  const auto ratio = srgb_to_linear(codes) / (at::tensor(deviations, at::kDouble) * slope);
  const auto energy = ratio.square();
  return (energy / (1 + energy)).to(at::kFloat);
}

/// Rows [begin, end) of the picture with the margin around them: [1, C, H, W] in [0, 1].
at::Tensor with_margin(const PictureRows& picture, int64_t begin, int64_t end) {
  const int64_t height = picture.shape().height;
  const int64_t first = std::max<int64_t>(0, begin - kMargin),
                last = std::min(height, end + kMargin);
  const auto rows = to_tensor(picture.read(first, last)).unsqueeze(0);
  const int64_t colours = rows.size(1) == 1 ? 1 : 3;
  return at::replication_pad2d(rows.narrow(1, 0, colours),
                               {kMargin, kMargin, first - (begin - kMargin), end + kMargin - last});
}

at::Tensor grey_of(const at::Tensor& rows) {
  if (rows.size(1) == 1) return rows;
  const auto weights = at::tensor(std::vector<float>(kGreyWeights.begin(), kGreyWeights.end()));
  return (rows * weights.view({1, 3, 1, 1})).sum(1, /*keepdim=*/true);
}

/// Between the numbers of a table over codes.
at::Tensor looked_up(const at::Tensor& table, const at::Tensor& shares) {
  const auto place = (shares * 255).clamp(0, 255);
  const auto below = place.floor().clamp_max(254);
  const auto index = below.to(at::kLong).flatten();
  const auto value = table.index_select(0, index), next = table.index_select(0, index + 1);
  return at::lerp(value, next, (place - below).flatten()).view_as(shares);
}

}  // namespace

Image trust_map(const PictureRows& picture, const NoiseModel& noise) {
  const at::NoGradGuard no_gradients;
  const auto& shape = picture.shape();
  const auto table = trust_of_codes(noise, shape.depth);
  Image map(shape.width, shape.height, 1, BitDepth::u8);
  const auto put = replace_rows_of(map);
  for (int64_t begin = 0; begin < shape.height; begin += kMappedRows) {
    const auto rows = with_margin(picture, begin, std::min(shape.height, begin + kMappedRows));
    const auto inner = rows.slice(2, kReach, -kReach).slice(3, kReach, -kReach);
    const auto cut_off =
        at::logical_or((inner >= kNearFull).any(1, /*keepdim=*/true), (inner <= 0).all(1, true));
    const auto trust = looked_up(table, smoothed(grey_of(rows))).masked_fill(cut_off, 0);
    put(to_image(smoothed(trust).squeeze(0), BitDepth::u8));
  }
  return map;
}

double untrusted_share(const Image& map) {
  LOWLIGHT_CHECK(map.channels() == 1 && map.depth() == BitDepth::u8,
                 "untrusted_share: a map has one channel of 8 bits, got ",
                 map.channels(),
                 " channels");
  const auto bytes = map.bytes();
  const auto doubtful = std::ranges::count_if(bytes, [](uint8_t code) { return code < 128; });
  return double(doubtful) / double(bytes.size());
}

}  // namespace lowlight::imaging
