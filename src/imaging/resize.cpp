#include "lowlight/imaging/resize.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <vector>

#include "lowlight/core/check.h"
#include "lowlight/core/vectorise.h"

namespace lowlight::imaging {
namespace {

/// The samples first … last that an output sample covers; all weigh 1 but the two outer ones.
struct Span {
  int64_t first;
  int64_t last;
  float first_weight;
  float last_weight;

  float weight(int64_t i) const {
    return i == first ? first_weight : i == last ? last_weight : 1.0f;
  }
};

Span covered(int64_t index, int64_t out_size, int64_t in_size) {
  // In units of 1 / out_size of an input sample everything is an integer: no rounding decides what
  // is covered.
  const int64_t start = index * in_size, end = start + in_size;
  const int64_t first = start / out_size, last = (end - 1) / out_size;
  const auto share = [out_size](int64_t units) { return float(units) / float(out_size); };
  if (first == last) return {first, last, share(end - start), share(end - start)};
  return {first, last, share((first + 1) * out_size - start), share(end - last * out_size)};
}

/// Rows that are added at once, so that the sum is read and written less often.
constexpr int64_t kRowsAtOnce = 8;

struct WeightedRows {
  std::array<const uint8_t*, kRowsAtOnce> row;
  std::array<float, kRowsAtOnce> weight;
};

template <class Sample>
[[gnu::always_inline]] inline void add_samples(const WeightedRows& rows,
                                               int64_t count,
                                               float* __restrict sum) {
  const auto samples = [&](size_t k) { return reinterpret_cast<const Sample*>(rows.row[k]); };
  const auto *a = samples(0), *b = samples(1), *c = samples(2), *d = samples(3);
  const auto *e = samples(4), *f = samples(5), *g = samples(6), *h = samples(7);
  const auto [wa, wb, wc, wd, we, wf, wg, wh] = rows.weight;
  for (int64_t i = 0; i < count; ++i)
    sum[i] += wa * float(a[i]) + wb * float(b[i]) + wc * float(c[i]) + wd * float(d[i]) +
              we * float(e[i]) + wf * float(f[i]) + wg * float(g[i]) + wh * float(h[i]);
}

LOWLIGHT_VECTORISE
void add_rows(const WeightedRows& rows, BitDepth depth, int64_t count, float* sum) {
  depth == BitDepth::u8 ? add_samples<uint8_t>(rows, count, sum)
                        : add_samples<uint16_t>(rows, count, sum);
}

/// The same where all weights are 1: integers are added twice as fast.
LOWLIGHT_VECTORISE
void add_whole_rows(const WeightedRows& rows, int64_t count, float* __restrict sum) {
  const auto& row = rows.row;
  const uint8_t *a = row[0], *b = row[1], *c = row[2], *d = row[3];
  const uint8_t *e = row[4], *f = row[5], *g = row[6], *h = row[7];
  for (int64_t i = 0; i < count; ++i) {
    const auto upper = uint16_t(a[i] + b[i] + c[i] + d[i]);
    const auto lower = uint16_t(e[i] + f[i] + g[i] + h[i]);
    sum[i] += float(uint16_t(upper + lower));
  }
}

bool are_whole(const WeightedRows& rows) {
  return std::ranges::count(rows.weight, 1.f) == kRowsAtOnce;
}

/// sum = the weighted sum of the rows in `span`.
void sum_rows(const PictureRows& picture, const Span& span, std::span<float> sum) {
  std::ranges::fill(sum, 0.0f);
  for (int64_t begin = span.first; begin <= span.last; begin += kRowsAtOnce) {
    const int64_t end = std::min(begin + kRowsAtOnce, span.last + 1);
    Image copies;
    if (!picture.in_memory(begin)) copies = picture.read(begin, end);
    WeightedRows rows{};
    for (int64_t i = 0; i < kRowsAtOnce; ++i) {
      const int64_t y = std::min(begin + i, end - 1);
      const auto place = size_t(i);
      rows.row[place] = copies.empty() ? picture.in_memory(y) : copies.row<uint8_t>(y - begin);
      rows.weight[place] = begin + i < end ? span.weight(y) : 0;
    }
    const auto count = int64_t(sum.size());
    const BitDepth depth = picture.shape().depth;
    depth == BitDepth::u8&& are_whole(rows) ? add_whole_rows(rows, count, sum.data())
                                            : add_rows(rows, depth, count, sum.data());
  }
}

// Three colours and what lies behind them.
typedef float Pixel __attribute__((vector_size(16)));

/// The weighted sums of the samples of one pixel in `span`, `channels` apart. Up to three numbers
/// beyond the last sample are read.
Pixel sum_pixels(const float* samples, int64_t channels, const Span& span) {
  Pixel sums{};
  const auto add = [&](int64_t i, float weight) {
    Pixel pixel;
    std::memcpy(&pixel, samples + i * channels, sizeof pixel);
    sums += weight * pixel;
  };
  add(span.first, span.first_weight);
  for (int64_t i = span.first + 1; i < span.last; ++i) add(i, 1);
  if (span.last > span.first) add(span.last, span.last_weight);
  return sums;
}

}  // namespace

at::Tensor shrink(const PictureRows& picture, int64_t long_side) {
  const ImageShape& shape = picture.shape();
  LOWLIGHT_CHECK(shape.height > 0, "shrink: the image must not be empty");
  LOWLIGHT_CHECK(long_side >= 1, "shrink: long_side must be at least 1, got ", long_side);
  const int64_t present = std::max(shape.width, shape.height);
  const int64_t target = std::min(present, long_side);
  const auto scaled = [&](int64_t side) {
    return std::max<int64_t>(1, (2 * side * target + present) / (2 * present));
  };
  const int64_t width = scaled(shape.width), height = scaled(shape.height);
  std::vector<Span> columns;
  for (int64_t x = 0; x < width; ++x) columns.push_back(covered(x, width, shape.width));

  auto result = at::empty({3, height, width}, at::kFloat);
  float* const planes = result.data_ptr<float>();
  const int64_t channels = shape.channels;
  const double area = double(shape.width) / double(width) * double(shape.height) / double(height);
  const auto over_area = float(1 / (area * double(full_scale(shape.depth))));
  const int64_t green = channels > 1 ? 1 : 0, blue = channels > 1 ? 2 : 0;
  const auto samples = size_t(shape.width * channels);
  std::vector<float> sum(samples + 3);
  for (int64_t y = 0; y < height; ++y) {
    sum_rows(picture, covered(y, height, shape.height), {sum.data(), samples});
    float* const row = planes + y * width;
    for (int64_t x = 0; x < width; ++x) {
      const Pixel mean = sum_pixels(sum.data(), channels, columns[size_t(x)]) * over_area;
      row[x] = mean[0];
      row[height * width + x] = mean[green];
      row[2 * height * width + x] = mean[blue];
    }
  }
  return result;
}

}  // namespace lowlight::imaging
