#include "lowlight/models/colour_statistics.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "lowlight/core/check.h"
#include "lowlight/core/cielab.h"
#include "lowlight/core/srgb.h"

namespace lowlight::models {
namespace {

constexpr double kQuantiles[] = {0, 0.01, 0.05, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95, 0.99, 1};
constexpr size_t kBands = 6, kSectors = 12;
constexpr float kBandWidth = 20;  ///< of L*
constexpr float kPi = std::numbers::pi_v<float>;

/// The pixels of a picture, number by number.
struct Pixels {
  std::array<std::vector<float>, 3> encoded, lab;
  std::vector<float> chroma;
  size_t count = 0;
};

Pixels pixels_of(const float* planes, size_t count) {
  Pixels pixels;
  pixels.count = count;
  for (size_t c = 0; c < 3; ++c) {
    pixels.encoded[c].assign(planes + c * count, planes + (c + 1) * count);
    pixels.lab[c].resize(count);
  }
  pixels.chroma.resize(count);
  for (size_t i = 0; i < count; ++i) {
    std::array<float, 3> light;
    for (size_t c = 0; c < 3; ++c)
      light[c] = srgb_to_linear(std::clamp(pixels.encoded[c][i], 0.f, 1.f));
    const auto lab = linear_to_lab(light);
    for (size_t c = 0; c < 3; ++c) pixels.lab[c][i] = lab[c];
    pixels.chroma[i] = std::sqrt(lab[1] * lab[1] + lab[2] * lab[2] + 1e-6f);
  }
  return pixels;
}

/// Writes a picture's numbers one after the other.
class Numbers {
 public:
  explicit Numbers(float* place) : place_(place) {}
  void add(double number) { *place_++ = float(number); }

 private:
  float* place_;
};

/// Puts values into ascending order as far as it takes to tell what stands at any place: into
/// drawers of equal width, each of which holds values above those of the one before.
class Drawers {
 public:
  explicit Drawers(const std::vector<float>& values) : sorted_(values.size()) {
    lowest_ = highest_ = values.front();
    for (const float value : values) {
      lowest_ = std::min(lowest_, value);
      highest_ = std::max(highest_, value);
    }
    for (const float value : values) ++end_[drawer_of(value) + 1];
    for (size_t drawer = 1; drawer <= kDrawers; ++drawer) end_[drawer] += end_[drawer - 1];
    auto place = end_;
    for (const float value : values) sorted_[place[drawer_of(value)]++] = value;
  }

  /// The value that `place` values stand before.
  float at(size_t place) {
    const auto drawer = drawer_of(sorted_[place]);
    const auto from = sorted_.begin();
    std::nth_element(from + end_[drawer], from + std::ptrdiff_t(place), from + end_[drawer + 1]);
    return sorted_[place];
  }

 private:
  static constexpr size_t kDrawers = 1024;

  size_t drawer_of(float value) const {
    const float width = highest_ - lowest_;
    return width > 0 ? size_t(int32_t((value - lowest_) * (float(kDrawers - 1) / width))) : 0;
  }

  std::vector<float> sorted_;
  float lowest_, highest_;
  std::array<uint32_t, kDrawers + 1> end_{};  ///< of the drawer before
};

/// The nearest pixel stands for each quantile.
void add_quantiles(const std::vector<float>& values, double unit, Numbers& numbers) {
  Drawers drawers(values);
  for (const double share : kQuantiles)
    numbers.add(drawers.at(size_t(std::lround(share * double(values.size() - 1)))) / unit);
}

/// Where a number lies between two middles, the second one after the first.
struct Between {
  size_t first;
  float share;  ///< of the second

  explicit Between(float place) : first(size_t(int32_t(place))), share(place - float(first)) {}
};

void add_bands(const Pixels& pixels, Numbers& numbers) {
  // Sums of one, a*, b* and chroma, and, weighted by how grey a pixel is, of one, a* and b*.
  typedef float Sums __attribute__((vector_size(32)));
  std::array<Sums, kBands + 1> bands{};
  for (size_t i = 0; i < pixels.count; ++i) {
    const Between middles(std::clamp(pixels.lab[0][i] / kBandWidth, 0.f, float(kBands - 1)));
    const float a = pixels.lab[1][i], b = pixels.lab[2][i], chroma = pixels.chroma[i];
    const float grey = std::exp(-chroma / 6);
    const Sums pixel{1, a, b, chroma, grey, grey * a, grey * b, 0};
    bands[middles.first] += (1 - middles.share) * pixel;
    bands[middles.first + 1] += middles.share * pixel;
  }
  const auto count = double(pixels.count);
  for (size_t band = 0; band < kBands; ++band) {
    const auto& sums = bands[band];
    const double all = sums[0] + 0.003 * count, greys = sums[4] + 0.001 * count;
    for (const int colour : {1, 2, 3}) numbers.add(sums[colour] / all / 20);
    numbers.add(sums[0] / count * 3);
    for (const int colour : {5, 6}) numbers.add(sums[colour] / greys / 5);
    numbers.add(sums[4] / count * 6);
  }
}

void add_sectors(const Pixels& pixels, Numbers& numbers) {
  // Sums of one, L* and chroma, weighted by chroma.
  typedef float Sums __attribute__((vector_size(16)));
  std::array<Sums, kSectors + 2> sectors{};
  for (size_t i = 0; i < pixels.count; ++i) {
    // The added number keeps greys that rounding coloured in one sector.
    const float hue = std::atan2(pixels.lab[2][i], pixels.lab[1][i] + 1e-6f);
    const Between middles((hue + kPi) * (float(kSectors) / (2 * kPi)));
    const float chroma = pixels.chroma[i];
    const Sums pixel = chroma * Sums{1, pixels.lab[0][i], chroma, 0};
    sectors[middles.first] += (1 - middles.share) * pixel;
    sectors[middles.first + 1] += middles.share * pixel;
  }
  // Once round, the first sector begins again.
  for (const size_t sector : {0, 1}) sectors[sector] += sectors[kSectors + sector];
  const auto count = double(pixels.count);
  for (size_t sector = 0; sector < kSectors; ++sector) {
    const auto& sums = sectors[sector];
    const double all = sums[0] + 0.1 * count;
    numbers.add(sums[0] / count / 10);
    numbers.add(sums[1] / all / 100);
    numbers.add(sums[2] / all / 50);
  }
}

double mean_of(const std::vector<float>& values) {
  double sum = 0;
  for (const float value : values) sum += value;
  return sum / double(values.size());
}

void add_spread(const Pixels& pixels, Numbers& numbers) {
  std::array<float, 3> mean;
  for (size_t c = 0; c < 3; ++c) mean[c] = float(mean_of(pixels.lab[c]));
  std::array<double, 6> sums{};
  for (size_t i = 0; i < pixels.count; ++i) {
    const float lightness = pixels.lab[0][i] - mean[0], a = pixels.lab[1][i] - mean[1],
                b = pixels.lab[2][i] - mean[2];
    size_t pair = 0;
    for (const float product :
         {lightness * lightness, lightness * a, lightness * b, a * a, a * b, b * b})
      sums[pair++] += product;
  }
  for (const double sum : sums) {
    const int sign = (sum > 0) - (sum < 0);
    numbers.add(sign * std::sqrt(std::abs(sum) / double(pixels.count) + 1e-6) / 20);
  }
}

void add_statistics(const Pixels& pixels, Numbers& numbers) {
  for (const auto& values : pixels.lab) add_quantiles(values, 50, numbers);
  for (const auto& values : pixels.encoded) add_quantiles(values, 0.5, numbers);
  add_quantiles(pixels.chroma, 50, numbers);
  add_bands(pixels, numbers);
  add_sectors(pixels, numbers);
  add_spread(pixels, numbers);
}

}  // namespace

at::Tensor colour_statistics(const at::Tensor& pixels) {
  LOWLIGHT_CHECK(pixels.dim() == 3 && pixels.size(1) == 3 && pixels.size(2) >= 1,
                 "colour_statistics: pixels must be [N, 3, P], P at least 1, got ",
                 pixels.sizes());
  const auto planes = pixels.detach().to(at::kCPU, at::kFloat).contiguous();
  auto result = at::full({planes.size(0), kColourStatistics}, NAN, at::kFloat);
  const auto finite = planes.isfinite().flatten(1).all(1);
  const float* from = planes.data_ptr<float>();
  float* to = result.data_ptr<float>();
  at::parallel_for(0, planes.size(0), 1, [&](int64_t begin, int64_t end) {
    for (int64_t n = begin; n < end; ++n) {
      if (!finite.data_ptr<bool>()[n]) continue;
      Numbers numbers(to + n * kColourStatistics);
      add_statistics(pixels_of(from + 3 * n * planes.size(2), size_t(planes.size(2))), numbers);
    }
  });
  return result.to(pixels.options());
}

}  // namespace lowlight::models
