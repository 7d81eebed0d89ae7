#include "lowlight/training/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lowlight::training {
namespace {

/// The share of the highest rate, `after` steps after the warm-up.
double share_at(int64_t after, int64_t falling, const ScheduleOptions& options, int64_t falls) {
  const auto fallen = [&](int64_t times) {
    return std::max(options.final_share, std::pow(options.factor, double(times)));
  };
  switch (options.shape) {
    case RateShape::cosine: {
      const double progress = std::min(1.0, double(after) / double(falling));
      const double share = (1 + std::cos(progress * std::numbers::pi)) / 2;
      return options.final_share + (1 - options.final_share) * share;
    }
    case RateShape::step:
      return fallen(after / options.every);
    case RateShape::plateau:
      return fallen(falls);
    case RateShape::constant:
      break;
  }
  return 1;
}

}  // namespace

double learning_rate_at(int64_t step,
                        int64_t steps,
                        const ScheduleOptions& options,
                        int64_t falls) {
  if (step < options.warm_up)
    return options.learning_rate * double(step + 1) / double(options.warm_up);
  const int64_t falling = std::max<int64_t>(1, steps - 1 - options.warm_up);
  return options.learning_rate * share_at(step - options.warm_up, falling, options, falls);
}

void PlateauWatch::add(double loss, int64_t patience) {
  if (waited < 0 || loss < best) {
    best = loss;
    waited = 0;
  } else if (++waited >= patience) {
    ++falls;
    waited = 0;
  }
}

}  // namespace lowlight::training
