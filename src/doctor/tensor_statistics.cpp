#include "lowlight/doctor/tensor_statistics.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lowlight::doctor {
namespace {

/// Sums of one run over the elements. The mean is taken about the first finite element, so that a
/// small deviation about a large mean is not lost.
struct Sums {
  double minimum = std::numeric_limits<double>::infinity();
  double maximum = -std::numeric_limits<double>::infinity();
  double pivot = 0, sum = 0, squares = 0;
  int64_t finite = 0;
  int64_t first_bad = -1;
};

void count_bad(double value, int64_t place, TensorStatistics& counts, Sums& sums) {
  if (sums.first_bad < 0) sums.first_bad = place;
  ++(std::isnan(value) ? counts.nan
     : value > 0       ? counts.positive_infinite
                       : counts.negative_infinite);
}

/// One channel of one sample; returns how many of its elements are 0.
template <class Number>
int64_t read_run(
    const Number* run, int64_t length, int64_t begin, TensorStatistics& counts, Sums& sums) {
  int64_t zeros = 0;
  for (int64_t i = 0; i < length; ++i) {
    const auto value = double(run[i]);
    if (!std::isfinite(value)) {
      count_bad(value, begin + i, counts, sums);
      continue;
    }
    if (sums.finite++ == 0) sums.pivot = value;
    sums.minimum = std::min(sums.minimum, value);
    sums.maximum = std::max(sums.maximum, value);
    const double distance = value - sums.pivot;
    sums.sum += distance;
    sums.squares += distance * distance;
    zeros += value == 0;
    counts.ones += value == 1;
  }
  return zeros;
}

template <class Number>
Sums read(const at::Tensor& dense, TensorStatistics& counts) {
  const bool channels = dense.dim() >= 2;
  const int64_t samples = channels ? dense.size(0) : 1, width = channels ? dense.size(1) : 1;
  const int64_t length = dense.numel() / std::max<int64_t>(1, samples * width);
  std::vector<int64_t> zeros(size_t(width), 0);
  const auto* numbers = dense.data_ptr<Number>();
  Sums sums;
  for (int64_t run = 0; run < samples * width; ++run) {
    zeros[size_t(run % width)] +=
        read_run(numbers + run * length, length, run * length, counts, sums);
  }
  for (const auto count : zeros) {
    counts.zeros += count;
    counts.dead_channels += channels && samples * length > 0 && count == samples * length;
  }
  return sums;
}

std::vector<int64_t> index_at(int64_t place, at::IntArrayRef shape) {
  std::vector<int64_t> index(shape.size());
  for (size_t dim = shape.size(); dim-- > 0; place /= shape[dim]) index[dim] = place % shape[dim];
  return index;
}

}  // namespace

double TensorStatistics::magnitude() const {
  return std::max(std::abs(minimum), std::abs(maximum));
}

TensorStatistics statistics_of(const at::Tensor& tensor) {
  const at::NoGradGuard no_gradients;
  TensorStatistics statistics;
  statistics.shape = tensor.sizes().vec();
  statistics.type = c10::toString(tensor.scalar_type());
  statistics.count = tensor.numel();
  const bool wide = tensor.scalar_type() != at::kFloat && tensor.scalar_type() != at::kHalf &&
                    tensor.scalar_type() != at::kBFloat16 && tensor.scalar_type() != at::kBool;
  const auto dense = tensor.detach().to(at::kCPU, wide ? at::kDouble : at::kFloat).contiguous();
  const auto sums = wide ? read<double>(dense, statistics) : read<float>(dense, statistics);
  if (sums.first_bad >= 0) statistics.first_bad = index_at(sums.first_bad, tensor.sizes());
  if (sums.finite == 0) return statistics;
  const double shift = sums.sum / double(sums.finite);
  statistics.minimum = sums.minimum;
  statistics.maximum = sums.maximum;
  statistics.mean = sums.pivot + shift;
  statistics.deviation =
      std::sqrt(std::max(0.0, sums.squares / double(sums.finite) - shift * shift));
  return statistics;
}

std::string shape_text(const std::vector<int64_t>& shape) {
  std::string text;
  for (const auto size : shape) text += (text.empty() ? "" : ", ") + std::to_string(size);
  return "[" + text + "]";
}

}  // namespace lowlight::doctor
