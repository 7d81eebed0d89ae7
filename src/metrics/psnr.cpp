#include "lowlight/metrics/psnr.h"

#include <cmath>

#include "metrics/planes.h"

namespace lowlight::metrics {

double psnr(const at::Tensor& a, const at::Tensor& b) {
  const Planes first = planes_of(a, "psnr"), second = planes_of(b, "psnr");
  require_same_size(first, second, "psnr");
  const int64_t count = 3 * first.area();
  int64_t squares = 0;
  for (int64_t i = 0; i < count; ++i) {
    const int32_t difference = int32_t(first.data[i]) - second.data[i];
    squares += difference * difference;
  }
  if (squares == 0) return kEqualPsnr;
  return 10.0 * std::log10(255.0 * 255.0 * double(count) / double(squares));
}

}  // namespace lowlight::metrics
