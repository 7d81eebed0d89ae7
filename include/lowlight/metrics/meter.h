// Collecting a metric over pictures.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

namespace lowlight::metrics {

/// Which way a metric is good.
enum class Better { higher, lower };

/// Mean and worst of the values added.
///   Meter meter{Better::higher};
///   for (const auto& pair : pairs) meter.add(psnr(pair.output, pair.reference));
///   report(meter.mean(), meter.worst());
struct Meter {
  Better better = Better::higher;
  int64_t count = 0;
  double sum = 0;
  double extreme = 0;

  void add(double value) {
    const bool worse = better == Better::higher ? value < extreme : value > extreme;
    if (count == 0 || worse || std::isnan(value)) extreme = value;
    sum += value;
    ++count;
  }
  void reset() { *this = Meter{better}; }

  /// NaN where nothing was added.
  double mean() const {
    return count > 0 ? sum / double(count) : std::numeric_limits<double>::quiet_NaN();
  }
  /// The value farthest from good, NaN where nothing or a NaN was added.
  double worst() const { return count > 0 ? extreme : std::numeric_limits<double>::quiet_NaN(); }
};

}  // namespace lowlight::metrics
