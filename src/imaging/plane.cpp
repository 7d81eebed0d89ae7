#include "lowlight/imaging/plane.h"

#include "lowlight/core/vectorise.h"

namespace lowlight::imaging {
namespace {

LOWLIGHT_VECTORISE
void halve_rows(const float* upper, const float* lower, int64_t count, float* out) {
  for (int64_t x = 0; x < count; ++x) {
    out[x] = 0.25f * (upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1]);
  }
}

}  // namespace

void halve(const Plane& in, Plane& out) {
  for (int64_t y = 0; y < out.height; ++y) {
    halve_rows(in.row(2 * y), in.row(2 * y + 1), out.width, out.row(y));
  }
}

}  // namespace lowlight::imaging
