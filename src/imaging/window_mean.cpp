#include "imaging/window_mean.h"

#include <algorithm>
#include <array>

#include "imaging/vectorise.h"
#include "lowlight/core/check.h"

namespace lowlight::imaging {
namespace {

constexpr int64_t kLargestRadius = 4;
using Rows = std::array<const float*, 2 * kLargestRadius + 1>;

// A known number of summands keeps a sum in a register. Inlined, so that each instruction set of
// the callers gets its own. __restrict: compilers give up on comparing ten pointers and do not
// vectorise; where there are two they compare them, and are not led to carry sums from column to
// column.

template <int Side>
[[gnu::always_inline]] inline void add_columns(const float* in, int64_t count, float* out) {
  for (int64_t x = 0; x < count; ++x) {
    float sum = in[x];
    for (int k = 1; k < Side; ++k) sum += in[x + k];
    out[x] = sum;
  }
}

template <int Side>
[[gnu::always_inline]] inline void add_rows(const Rows& rows,
                                            float scale,
                                            int64_t count,
                                            float* __restrict out) {
  for (int64_t x = 0; x < count; ++x) {
    float sum = rows[0][x];
    for (int k = 1; k < Side; ++k) sum += rows[size_t(k)][x];
    out[x] = scale * sum;
  }
}

LOWLIGHT_VECTORISE
void sum_columns(const float* in, int64_t radius, int64_t count, float* out) {
  switch (radius) {
    case 0:
      return add_columns<1>(in, count, out);
    case 1:
      return add_columns<3>(in, count, out);
    case 2:
      return add_columns<5>(in, count, out);
    case 3:
      return add_columns<7>(in, count, out);
    default:
      return add_columns<9>(in, count, out);
  }
}

LOWLIGHT_VECTORISE
void mean_of_rows(const Rows& rows, int64_t radius, int64_t count, float* __restrict out) {
  const float side = float(2 * radius + 1), scale = 1.f / (side * side);
  switch (radius) {
    case 0:
      return add_rows<1>(rows, scale, count, out);
    case 1:
      return add_rows<3>(rows, scale, count, out);
    case 2:
      return add_rows<5>(rows, scale, count, out);
    case 3:
      return add_rows<7>(rows, scale, count, out);
    default:
      return add_rows<9>(rows, scale, count, out);
  }
}

}  // namespace

WindowMean::WindowMean(int64_t width, int64_t radius)
    : width_(width), radius_(radius), side_(2 * radius + 1), sums_(size_t(width * side_)) {
  LOWLIGHT_CHECK(radius >= 0 && radius <= kLargestRadius,
                 "WindowMean: the radius must be from 0 to 4, got ",
                 radius);
}

void WindowMean::push(const float* row) {
  sum_columns(row, radius_, width_ - 2 * radius_, sums(pushed_++));
}

void WindowMean::read(float* out) const {
  LOWLIGHT_CHECK(pushed_ >= side_, "WindowMean: needs ", side_, " rows, got ", pushed_);
  Rows rows{};
  for (int64_t k = 0; k < side_; ++k) rows[size_t(k)] = sums(pushed_ - side_ + k);
  mean_of_rows(rows, radius_, width_ - 2 * radius_, out + radius_);
}

}  // namespace lowlight::imaging
