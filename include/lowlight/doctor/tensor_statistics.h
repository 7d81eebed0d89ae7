// What a tensor holds, in numbers that NaN and infinity do not spoil.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

namespace lowlight::doctor {

/// Counts are of elements. Minimum, maximum, mean and deviation (the root of the mean squared
/// distance from the mean) are those of the finite elements; 0 where there are none.
struct TensorStatistics {
  std::vector<int64_t> shape{};
  std::string type{};  ///< "Float", "BFloat16", …
  int64_t count = 0;
  int64_t nan = 0;
  int64_t positive_infinite = 0;
  int64_t negative_infinite = 0;
  int64_t zeros = 0;
  int64_t ones = 0;
  /// How many channels (dimension 1) are 0 throughout; 0 below two dimensions.
  int64_t dead_channels = 0;
  double minimum = 0;
  double maximum = 0;
  double mean = 0;
  double deviation = 0;
  std::vector<int64_t> first_bad{};  ///< index of the first NaN or ±Inf, empty if all is finite

  int64_t bad() const { return nan + positive_infinite + negative_infinite; }
  bool finite() const { return bad() == 0; }
  /// The largest finite |x|.
  double magnitude() const;
  bool operator==(const TensorStatistics&) const = default;
};

/// The statistics of any dense tensor of numbers, on any device; booleans count as 0 and 1. Reads
/// it once.
TensorStatistics statistics_of(const at::Tensor& tensor);

/// "[2, 3, 8, 8]".
std::string shape_text(const std::vector<int64_t>& shape);

}  // namespace lowlight::doctor
