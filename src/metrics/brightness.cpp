#include "lowlight/metrics/brightness.h"

#include <ATen/ops/empty_like.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "metrics/planes.h"

namespace lowlight::metrics {
namespace {

// In codes; keeps the ratio of two means finite where the picture is black.
constexpr double kLeastMean = 1e-6;

constexpr double kClippedLuma = 250;

double mean_code(const Planes& image) {
  double sum = 0;
  for (int64_t i = 0; i < image.area(); ++i) sum += image.luma(i);
  return sum / double(image.area());
}

}  // namespace

double mean_luma(const at::Tensor& image) {
  return mean_code(planes_of(image, "mean_luma")) / 255.0;
}

at::Tensor mean_corrected(const at::Tensor& image, const at::Tensor& reference) {
  const Planes in = planes_of(image, "mean_corrected");
  const double gain =
      mean_code(planes_of(reference, "mean_corrected")) / std::max(mean_code(in), kLeastMean);
  std::array<uint8_t, 256> scaled;
  for (size_t code = 0; code < 256; ++code) {
    scaled[code] = uint8_t(std::clamp(std::nearbyint(double(code) * gain), 0.0, 255.0));
  }
  at::Tensor result = at::empty_like(in.owner);
  std::transform(in.data, in.data + 3 * in.area(), result.data_ptr<uint8_t>(), [&](uint8_t code) {
    return scaled[code];
  });
  return result;
}

double newly_clipped(const at::Tensor& output, const at::Tensor& input) {
  const Planes after = planes_of(output, "newly_clipped");
  const Planes before = planes_of(input, "newly_clipped");
  require_same_size(after, before, "newly_clipped");
  int64_t count = 0;
  for (int64_t i = 0; i < after.area(); ++i)
    count += after.luma(i) >= kClippedLuma && before.luma(i) < kClippedLuma;
  return double(count) / double(after.area());
}

}  // namespace lowlight::metrics
