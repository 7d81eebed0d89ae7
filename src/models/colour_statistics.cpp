#include "lowlight/models/colour_statistics.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>
#include <vector>

#include "lowlight/core/check.h"
#include "lowlight/core/cielab.h"
#include "lowlight/core/quick_math.h"
#include "lowlight/core/srgb.h"
#include "lowlight/core/vectorise.h"

namespace lowlight::models {
namespace {

constexpr double kQuantiles[] = {0, 0.01, 0.05, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95, 0.99, 1};
constexpr size_t kBands = 6, kSectors = 12;
constexpr float kBandWidth = 20;  ///< of L*
constexpr float kPi = std::numbers::pi_v<float>;

constexpr size_t kPlanes = 9;

/// The pixels of a picture, number by number.
struct Pixels {
  size_t count = 0;
  std::array<std::vector<float>, 3> encoded, lab;
  std::vector<float> chroma, greyness;
  std::vector<float> sector;  ///< of hue, from 0 to kSectors

  std::array<std::vector<float>*, kPlanes> planes() {
    return {&encoded[0],
            &encoded[1],
            &encoded[2],
            &lab[0],
            &lab[1],
            &lab[2],
            &chroma,
            &greyness,
            &sector};
  }
};

// Arrays of their own, so that compilers make vectors of a loop over them.
constexpr size_t kBlock = 64;
using Block = float[kPlanes][kBlock];

/// What follows from the encoded numbers, which are the first three.
LOWLIGHT_VECTORISE
void fill(Block& block) {
  const auto light = [](float encoded) __attribute__((always_inline)) {
    return srgb_to_linear(std::clamp(encoded, 0.f, 1.f));
  };
  auto& [red, green, blue, lightness, first, second, chroma, greyness, sector] = block;
  for (size_t i = 0; i < kBlock; ++i) {
    const auto lab = linear_to_lab<float>({light(red[i]), light(green[i]), light(blue[i])});
    const float a = lab[1], b = lab[2];
    lightness[i] = lab[0];
    first[i] = a;
    second[i] = b;
    chroma[i] = power(a * a + b * b + 1e-6f, 0.5f);
    greyness[i] = quick::exp(-chroma[i] / 6);
    // The added number keeps greys that rounding coloured in one sector.
    sector[i] = (quick::angle_of(b, a + 1e-6f) + kPi) * (float(kSectors) / (2 * kPi));
  }
}

Pixels pixels_of(const float* planes, size_t count) {
  Pixels pixels;
  pixels.count = count;
  const auto to = pixels.planes();
  for (auto* plane : to) plane->resize(count);
  for (size_t c = 0; c < 3; ++c) std::copy_n(planes + c * count, count, to[c]->begin());
  Block block{};
  for (size_t first = 0; first < count; first += kBlock) {
    const size_t length = std::min(kBlock, count - first);
    for (size_t c = 0; c < 3; ++c) std::copy_n(to[c]->data() + first, length, block[c]);
    fill(block);
    for (size_t p = 3; p < kPlanes; ++p) std::copy_n(block[p], length, to[p]->data() + first);
  }
  return pixels;
}

bool are_finite(const float* numbers, size_t count) {
  // Neither infinity nor NaN has an exponent below this one; there is no early end, so that
  // compilers make vectors of the loop.
  constexpr uint32_t kExponent = 0x7F800000;
  uint32_t bad = 0;
  for (size_t i = 0; i < count; ++i)
    bad |= uint32_t((std::bit_cast<uint32_t>(numbers[i]) & kExponent) == kExponent);
  return bad == 0;
}

/// Writes a picture's numbers one after the other.
class Numbers {
 public:
  explicit Numbers(float* place) : place_(place) {}
  void add(double number) { *place_++ = float(number); }

 private:
  float* place_;
};

/// The smallest and the largest value.
std::pair<float, float> range_of(const std::vector<float>& values) {
  // Sixteen of each, so that compilers make vectors of them.
  constexpr size_t kLanes = 16;
  std::array<float, kLanes> lowest, highest;
  lowest.fill(values.front());
  highest.fill(values.front());
  size_t i = 0;
  for (; i + kLanes <= values.size(); i += kLanes) {
    for (size_t lane = 0; lane < kLanes; ++lane) {
      lowest[lane] = std::min(lowest[lane], values[i + lane]);
      highest[lane] = std::max(highest[lane], values[i + lane]);
    }
  }
  for (; i < values.size(); ++i) {
    lowest[0] = std::min(lowest[0], values[i]);
    highest[0] = std::max(highest[0], values[i]);
  }
  return {std::ranges::min(lowest), std::ranges::max(highest)};
}

/// Puts values into ascending order as far as it takes to tell what stands at any place: into
/// drawers of equal width, each of which holds values above those of the one before.
class Drawers {
 public:
  explicit Drawers(const std::vector<float>& values)
      : sorted_(values.size()), drawers_(values.size()) {
    const auto [lowest, highest] = range_of(values);
    const float scale = highest > lowest ? float(kDrawers - 1) / (highest - lowest) : 0;
    for (size_t i = 0; i < values.size(); ++i) {
      // Of huge or denormal ranges the product may be infinite or no number.
      const float place = (values[i] - lowest) * scale;
      drawers_[i] = place > 0 ? int32_t(std::min(place, float(kDrawers - 1))) : 0;
    }
    for (const auto drawer : drawers_) ++end_[size_t(drawer) + 1];
    for (size_t drawer = 1; drawer <= kDrawers; ++drawer) end_[drawer] += end_[drawer - 1];
    auto place = end_;
    for (size_t i = 0; i < values.size(); ++i) sorted_[place[size_t(drawers_[i])]++] = values[i];
  }

  /// The value that `place` values stand before.
  float at(size_t place) {
    // The drawer that ends behind it.
    const auto end = std::ranges::upper_bound(end_, uint32_t(place));
    const auto from = sorted_.begin();
    std::nth_element(from + end[-1], from + std::ptrdiff_t(place), from + *end);
    return sorted_[place];
  }

 private:
  static constexpr size_t kDrawers = 256;

  std::vector<float> sorted_;
  std::vector<int32_t> drawers_;              ///< of each value
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
    const float grey = pixels.greyness[i];
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
    const Between middles(pixels.sector[i]);
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
  const float* from = planes.data_ptr<float>();
  float* to = result.data_ptr<float>();
  at::parallel_for(0, planes.size(0), 1, [&](int64_t begin, int64_t end) {
    for (int64_t n = begin; n < end; ++n) {
      const float* picture = from + 3 * n * planes.size(2);
      if (!are_finite(picture, size_t(3 * planes.size(2)))) continue;
      Numbers numbers(to + n * kColourStatistics);
      add_statistics(pixels_of(picture, size_t(planes.size(2))), numbers);
    }
  });
  return result.to(pixels.options());
}

}  // namespace lowlight::models
