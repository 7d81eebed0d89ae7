#include "lowlight/imaging/resize.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "lowlight/core/check.h"
#include "lowlight/imaging/vectorise.h"

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

/// sum = the weighted sum of the rows in `rows`.
void sum_rows(const Image& image, const Span& rows, std::vector<float>& sum) {
  std::ranges::fill(sum, 0.0f);
  for (int64_t y = rows.first; y <= rows.last; ++y) {
    if (image.depth() == BitDepth::u8) {
      add_row_u8(image.row<uint8_t>(y), rows.weight(y), int64_t(sum.size()), sum.data());
    } else {
      add_row_u16(image.row<uint16_t>(y), rows.weight(y), int64_t(sum.size()), sum.data());
    }
  }
}

}  // namespace

at::Tensor shrink(const Image& image, int64_t long_side) {
  LOWLIGHT_CHECK(!image.empty(), "shrink: the image must not be empty");
  LOWLIGHT_CHECK(long_side >= 1, "shrink: long_side must be at least 1, got ", long_side);
  const int64_t present = std::max(image.width(), image.height());
  const int64_t target = std::min(present, long_side);
  const auto scaled = [&](int64_t side) {
    return std::max<int64_t>(1, (2 * side * target + present) / (2 * present));
  };
  const int64_t width = scaled(image.width()), height = scaled(image.height());
  std::vector<Span> columns;
  for (int64_t x = 0; x < width; ++x) columns.push_back(covered(x, width, image.width()));

  auto result = at::empty({3, height, width}, at::kFloat);
  float* const planes = result.data_ptr<float>();
  const int64_t channels = image.channels();
  const double area = double(image.width()) / double(width) * double(image.height()) /
                      double(height) * double(full_scale(image.depth()));
  std::vector<float> sum(size_t(image.width() * channels));
  for (int64_t y = 0; y < height; ++y) {
    sum_rows(image, covered(y, height, image.height()), sum);
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
