#include "metrics/lab.h"

#include <array>
#include <cmath>

#include "lowlight/core/srgb.h"

namespace lowlight::metrics {
namespace {

using Table = std::array<double, 256>;
using Matrix = std::array<std::array<double, 3>, 3>;

/// Linear light of each code.
const Table& linear_light() {
  static const Table table = [] {
    Table values;
    for (size_t code = 0; code < values.size(); ++code) {
      values[code] = srgb_to_linear(double(code) / 255.0);
    }
    return values;
  }();
  return table;
}

/// sRGB's primaries to XYZ, each row scaled so that white becomes (1, 1, 1).
const Matrix& to_xyz() {
  static const Matrix matrix = [] {
    Matrix rows = {{{0.4124564, 0.3575761, 0.1804375},
                    {0.2126729, 0.7151522, 0.0721750},
                    {0.0193339, 0.1191920, 0.9503041}}};
    for (auto& row : rows) {
      const double sum = row[0] + row[1] + row[2];
      for (double& value : row) value /= sum;
    }
    return rows;
  }();
  return matrix;
}

}  // namespace

Lab lab_of(const Planes& picture, int64_t i) {
  constexpr double kEdge = 216.0 / 24389.0, kSlope = 24389.0 / 27.0;
  const Table& light = linear_light();
  const double r = light[picture.plane(0)[i]], g = light[picture.plane(1)[i]],
               b = light[picture.plane(2)[i]];
  std::array<double, 3> f;
  for (size_t k = 0; k < 3; ++k) {
    const auto& row = to_xyz()[k];
    const double value = row[0] * r + row[1] * g + row[2] * b;
    f[k] = value > kEdge ? std::cbrt(value) : (kSlope * value + 16.0) / 116.0;
  }
  return {116.0 * f[1] - 16.0, 500.0 * (f[0] - f[1]), 200.0 * (f[1] - f[2])};
}

}  // namespace lowlight::metrics
