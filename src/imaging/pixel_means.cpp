#include "imaging/pixel_means.h"

#include <torch/types.h>

#include <numeric>

namespace lowlight::imaging {

at::Tensor pixel_means(const at::Tensor& values) {
  const auto numbers = values.detach().to(at::kCPU, at::kDouble).flatten(1).contiguous();
  const int64_t pixels = numbers.size(1);
  auto means = torch::empty({numbers.size(0)}, numbers.options());
  for (int64_t n = 0; n < numbers.size(0); ++n) {
    const double* picture = numbers.data_ptr<double>() + n * pixels;
    means.data_ptr<double>()[n] = std::accumulate(picture, picture + pixels, 0.0) / double(pixels);
  }
  return means.to(values.options());
}

}  // namespace lowlight::imaging
