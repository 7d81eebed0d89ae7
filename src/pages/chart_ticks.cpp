#include "pages/chart_ticks.h"

#include <algorithm>
#include <cmath>

namespace lowlight::pages {

std::vector<double> round_ticks(double low, double high, int count) {
  std::vector<double> ticks;
  const double rough = (high - low) / count;
  if (!(rough > 1e-300) || !std::isfinite(rough)) return ticks;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= 0.75 * rough) {
      step = factor * power;
      break;
    }
  }
  const double first = std::ceil(low / step - 1e-9);
  for (int i = 0; i <= 3 * count && (first + i) * step <= high + 1e-9 * step; ++i)
    ticks.push_back((first + i) * step + 0.0);  // + 0.0: no minus zero
  return ticks;
}

std::vector<double> power_ticks(double low, double high, int count) {
  std::vector<double> ticks;
  if (!(low > 0 && low < high) || !std::isfinite(high)) return ticks;
  const int first = int(std::ceil(std::log10(low) - 1e-9));
  const int last = int(std::floor(std::log10(high) + 1e-9));
  const int stride = std::max(1, (last - first + count) / count);
  for (int power = first; power <= last; power += stride) ticks.push_back(std::pow(10, power));
  if (ticks.size() >= 2) return ticks;
  ticks.clear();
  for (int power = first - 1; power <= last; ++power) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double tick = factor * std::pow(10, power);
      if (tick >= low && tick <= high) ticks.push_back(tick);
    }
  }
  return ticks.size() >= 2 ? ticks : round_ticks(low, high, count);
}

}  // namespace lowlight::pages
