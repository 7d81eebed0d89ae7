#include "lowlight/metrics/ssim.h"

#include <array>
#include <cmath>
#include <vector>

#include "lowlight/core/check.h"
#include "metrics/planes.h"

namespace lowlight::metrics {
namespace {

using Window = std::array<double, kSsimWindow>;

Window gaussian() {
  Window window;
  double sum = 0;
  for (int64_t i = 0; i < kSsimWindow; ++i) {
    const double distance = double(i - kSsimWindow / 2);
    window[size_t(i)] = std::exp(-distance * distance / (2.0 * 1.5 * 1.5));
    sum += window[size_t(i)];
  }
  for (double& weight : window) weight /= sum;
  return window;
}

/// The window over a row: count values out of count + kSsimWindow − 1.
void blur_row(const Window& window, const double* in, int64_t count, double* out) {
  for (int64_t x = 0; x < count; ++x) out[x] = 0;
  for (int64_t i = 0; i < kSsimWindow; ++i) {
    for (int64_t x = 0; x < count; ++x) out[x] += window[size_t(i)] * in[x + i];
  }
}

/// The five moments of a row of windows: a, b, aa, bb, ab.
using Moments = std::array<std::vector<double>, 5>;

double sum_of_similarities(const Moments& moments) {
  constexpr double c1 = 0.01 * 255 * 0.01 * 255, c2 = 0.03 * 255 * 0.03 * 255;
  double sum = 0;
  for (size_t x = 0; x < moments[0].size(); ++x) {
    const double ma = moments[0][x], mb = moments[1][x];
    const double va = moments[2][x] - ma * ma, vb = moments[3][x] - mb * mb;
    const double vab = moments[4][x] - ma * mb;
    sum += (2 * ma * mb + c1) * (2 * vab + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2));
  }
  return sum;
}

/// The window down the columns, from row y on, of a, b and their products.
void blur_columns(const Window& window,
                  const uint8_t* a,
                  const uint8_t* b,
                  int64_t width,
                  int64_t y,
                  Moments& sums) {
  for (auto& sum : sums) sum.assign(size_t(width), 0.0);
  for (int64_t i = 0; i < kSsimWindow; ++i) {
    const double weight = window[size_t(i)];
    const uint8_t *row_a = a + (y + i) * width, *row_b = b + (y + i) * width;
    for (size_t x = 0; x < size_t(width); ++x) {
      const double va = row_a[x], vb = row_b[x];
      sums[0][x] += weight * va;
      sums[1][x] += weight * vb;
      sums[2][x] += weight * (va * va);
      sums[3][x] += weight * (vb * vb);
      sums[4][x] += weight * (va * vb);
    }
  }
}

}  // namespace

double ssim(const at::Tensor& a, const at::Tensor& b) {
  const Planes first = planes_of(a, "ssim"), second = planes_of(b, "ssim");
  require_same_size(first, second, "ssim");
  LOWLIGHT_CHECK(first.height >= kSsimWindow && first.width >= kSsimWindow,
                 "ssim: both sides must be at least ",
                 kSsimWindow,
                 ", got ",
                 first.width,
                 " x ",
                 first.height);
  const Window window = gaussian();
  const int64_t width = first.width - kSsimWindow + 1, height = first.height - kSsimWindow + 1;
  Moments columns, moments;
  for (auto& moment : moments) moment.resize(size_t(width));
  double sum = 0;
  for (int64_t c = 0; c < 3; ++c) {
    for (int64_t y = 0; y < height; ++y) {
      blur_columns(window, first.plane(c), second.plane(c), first.width, y, columns);
      for (size_t m = 0; m < moments.size(); ++m) {
        blur_row(window, columns[m].data(), width, moments[m].data());
      }
      sum += sum_of_similarities(moments);
    }
  }
  return sum / double(3 * width * height);
}

}  // namespace lowlight::metrics
