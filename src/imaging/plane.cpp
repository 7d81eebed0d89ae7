#include "lowlight/imaging/plane.h"

#include "lowlight/imaging/vectorise.h"

namespace lowlight::imaging {
namespace {

LOWLIGHT_VECTORISE
void sum_rows(const float* first, int64_t stride, int64_t rows, int64_t count, float* out) {
  for (int64_t x = 0; x < count; ++x) out[x] = first[x];
  for (int64_t k = 1; k < rows; ++k) {
    const float* row = first + k * stride;
    for (int64_t x = 0; x < count; ++x) out[x] += row[x];
  }
}

LOWLIGHT_VECTORISE
void sum_columns(const float* in, int64_t columns, int64_t count, float scale, float* out) {
  for (int64_t x = 0; x < count; ++x) out[x] = in[x];
  for (int64_t k = 1; k < columns; ++k) {
    for (int64_t x = 0; x < count; ++x) out[x] += in[x + k];
  }
  for (int64_t x = 0; x < count; ++x) out[x] *= scale;
}

LOWLIGHT_VECTORISE
void halve_rows(const float* upper, const float* lower, int64_t count, float* out) {
  for (int64_t x = 0; x < count; ++x) {
    out[x] = 0.25f * (upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1]);
  }
}

}  // namespace

void box_mean(const Plane& in, int64_t radius, Plane& scratch, Plane& out) {
  const int64_t side = 2 * radius + 1;
  const float scale = 1.f / float(side * side);
  for (int64_t y = radius; y < in.height - radius; ++y) {
    sum_rows(in.row(y - radius), in.width, side, in.width, scratch.row(y));
    sum_columns(scratch.row(y), side, in.width - 2 * radius, scale, out.row(y) + radius);
  }
}

void halve(const Plane& in, Plane& out) {
  for (int64_t y = 0; y < out.height; ++y) {
    halve_rows(in.row(2 * y), in.row(2 * y + 1), out.width, out.row(y));
  }
}

}  // namespace lowlight::imaging
