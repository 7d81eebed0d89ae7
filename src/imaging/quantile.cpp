#include "imaging/quantile.h"

#include <torch/types.h>

#include <algorithm>

namespace lowlight::imaging {
namespace {

double quantile_of(double* begin, double* end, double share) {
  const double place = share * double(end - begin - 1);
  double* const lower = begin + int64_t(place);
  std::nth_element(begin, lower, end);
  if (lower + 1 == end) return *lower;
  return *lower + (place - double(int64_t(place))) * (*std::min_element(lower + 1, end) - *lower);
}

}  // namespace

at::Tensor row_quantiles(const at::Tensor& values, double share) {
  // A copy, which may be put into another order.
  auto numbers = values.detach().to(
      at::kCPU, at::kDouble, /*non_blocking=*/false, /*copy=*/true, at::MemoryFormat::Contiguous);
  auto result = torch::empty({numbers.size(0)}, numbers.options());
  for (int64_t n = 0; n < numbers.size(0); ++n) {
    double* row = numbers.data_ptr<double>() + n * numbers.size(1);
    result.data_ptr<double>()[n] = quantile_of(row, row + numbers.size(1), share);
  }
  return result.to(values.options());
}

}  // namespace lowlight::imaging
