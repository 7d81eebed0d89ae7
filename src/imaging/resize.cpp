#include "lowlight/imaging/resize.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "imaging/vectorise.h"
#include "lowlight/core/check.h"

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

LOWLIGHT_VECTORISE
void add_row_u8(const uint8_t* row, float weight, int64_t count, float* sum) {
  for (int64_t i = 0; i < count; ++i) sum[i] += weight * float(row[i]);
}

LOWLIGHT_VECTORISE
void add_row_u16(const uint16_t* row, float weight, int64_t count, float* sum) {
  for (int64_t i = 0; i < count; ++i) sum[i] += weight * float(row[i]);
}

constexpr int64_t kRowsAtOnce = 16;

/// sum = the weighted sum of the rows in `span`.
void sum_rows(const PictureRows& picture, const Span& span, std::vector<float>& sum) {
  std::ranges::fill(sum, 0.0f);
  const auto count = int64_t(sum.size());
  for (int64_t begin = span.first; begin <= span.last; begin += kRowsAtOnce) {
    const Image rows = picture.read(begin, std::min(begin + kRowsAtOnce, span.last + 1));
    for (int64_t y = 0; y < rows.height(); ++y) {
      const float weight = span.weight(begin + y);
      rows.depth() == BitDepth::u8 ? add_row_u8(rows.row<uint8_t>(y), weight, count, sum.data())
                                   : add_row_u16(rows.row<uint16_t>(y), weight, count, sum.data());
    }
  }
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
  const double area = double(shape.width) / double(width) * double(shape.height) / double(height) *
                      double(full_scale(shape.depth));
  std::vector<float> sum(size_t(shape.width * channels));
  for (int64_t y = 0; y < height; ++y) {
    sum_rows(picture, covered(y, height, shape.height), sum);
    for (int64_t x = 0; x < width; ++x) {
      const Span& span = columns[size_t(x)];
      for (int64_t c = 0; c < 3; ++c) {
        double total = 0;
        const float* column = sum.data() + (channels == 1 ? 0 : c);
        for (int64_t i = span.first; i <= span.last; ++i) {
          total += span.weight(i) * column[i * channels];
        }
        planes[(c * height + y) * width + x] = float(total / area);
      }
    }
  }
  return result;
}

}  // namespace lowlight::imaging
