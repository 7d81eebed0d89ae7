#include "imaging/guided_filter.h"

#include <algorithm>

#include "imaging/vectorise.h"
#include "imaging/window_mean.h"

namespace lowlight::imaging {
namespace {

// Below this the quotient of two variances of single-precision means is rounding.
constexpr float kTinyVariance = 1e-6f;

using Row = std::vector<float>;

// Without __restrict, compilers give up on comparing so many pointers and do not vectorise.

LOWLIGHT_VECTORISE
void multiply(const float* a, const float* b, int64_t count, float* out) {
  for (int64_t i = 0; i < count; ++i) out[i] = a[i] * b[i];
}

/// 1 / (var(guide) + ε).
LOWLIGHT_VECTORISE
void invert_variance(const float* mean,
                     const float* square_mean,
                     const float* gain,
                     float variance,
                     int64_t count,
                     float* __restrict out) {
  for (int64_t i = 0; i < count; ++i) {
    const float of_guide = std::max(square_mean[i] - mean[i] * mean[i], 0.f);
    out[i] = 1.f / (of_guide + std::max(variance * (gain[i] * gain[i] - 1.f), kTinyVariance));
  }
}

LOWLIGHT_VECTORISE
void fit_lines(const float* guide,
               const float* inverse_variance,
               const float* value,
               const float* product,
               int64_t count,
               float* __restrict slope,
               float* __restrict offset) {
  for (int64_t i = 0; i < count; ++i) {
    const float steepness = (product[i] - guide[i] * value[i]) * inverse_variance[i];
    slope[i] = steepness;
    offset[i] = value[i] - steepness * guide[i];
  }
}

/// The windows that one value needs on its way down the plane.
struct Fit {
  Fit(int64_t width, int64_t radius)
      : value(width, radius), product(width, radius), slope(width, radius), offset(width, radius) {}
  WindowMean value, product;
  WindowMean slope, offset;
};

class Walk {
 public:
  explicit Walk(const GuidedFilter& f)
      : filter(f),
        width(f.guide.width),
        mean(width, f.radius),
        square(width, f.radius),
        fits(f.values.size(), Fit(width, f.radius)) {
    for (Row* row : {&product,
                     &guide_mean,
                     &square_mean,
                     &inverse,
                     &value_mean,
                     &product_mean,
                     &slope,
                     &offset})
      row->assign(size_t(width), 0.f);
  }

  void push(int64_t y) {
    const float* guide = filter.guide.row(y);
    mean.push(guide);
    multiply(guide, guide, width, product.data());
    square.push(product.data());
    for (size_t i = 0; i < fits.size(); ++i) {
      if (is_guide(i)) continue;
      const float* value = filter.values[i]->row(y);
      fits[i].value.push(value);
      multiply(guide, value, width, product.data());
      fits[i].product.push(product.data());
    }
  }

  /// The lines of the windows around row y.
  void fit(int64_t y) {
    mean.read(guide_mean.data());
    square.read(square_mean.data());
    invert_variance(guide_mean.data(),
                    square_mean.data(),
                    filter.gain.row(y),
                    float(filter.variance),
                    width,
                    inverse.data());
    for (size_t i = 0; i < fits.size(); ++i) {
      if (!is_guide(i)) {
        fits[i].value.read(value_mean.data());
        fits[i].product.read(product_mean.data());
      }
      fit_lines(guide_mean.data(),
                inverse.data(),
                is_guide(i) ? guide_mean.data() : value_mean.data(),
                is_guide(i) ? square_mean.data() : product_mean.data(),
                width,
                slope.data(),
                offset.data());
      fits[i].slope.push(slope.data());
      fits[i].offset.push(offset.data());
    }
  }

  void use(int64_t y, const UseLines& user) {
    for (size_t i = 0; i < fits.size(); ++i) {
      fits[i].slope.read(slope.data());
      fits[i].offset.read(offset.data());
      user(y, i, slope.data(), offset.data());
    }
  }

 private:
  bool is_guide(size_t i) const { return filter.values[i] == &filter.guide; }

  const GuidedFilter& filter;
  int64_t width;
  WindowMean mean, square;
  std::vector<Fit> fits;
  Row product, guide_mean, square_mean, inverse, value_mean, product_mean, slope, offset;
};

}  // namespace

void guided_filter(const GuidedFilter& filter, const UseLines& use) {
  const int64_t radius = filter.radius;
  Walk walk(filter);
  for (int64_t y = 0; y < filter.guide.height; ++y) {
    walk.push(y);
    if (y >= 2 * radius) walk.fit(y - radius);
    if (y >= 4 * radius) walk.use(y - 2 * radius, use);
  }
}

}  // namespace lowlight::imaging
