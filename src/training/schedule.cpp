#include "lowlight/training/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lowlight::training {

std::vector<std::string> problems_of(const ScheduleOptions& options) {
  std::vector<std::string> problems;
  if (!(options.learning_rate >= 0 && options.learning_rate <= 1e3)) {
    problems.push_back("learning_rate must be from 0 to 1000");
  }
  if (options.warm_up < 0) problems.push_back("warm_up must be at least 0");
  if (!(options.final_share >= 0 && options.final_share <= 1))
    problems.push_back("final_share must be from 0 to 1");
  return problems;
}

double learning_rate_at(int64_t step, int64_t steps, const ScheduleOptions& options) {
  if (step < options.warm_up)
    return options.learning_rate * double(step + 1) / double(options.warm_up);
  const int64_t falling = std::max<int64_t>(1, steps - 1 - options.warm_up);
  const double progress = std::min(1.0, double(step - options.warm_up) / double(falling));
  const double share = (1 + std::cos(progress * std::numbers::pi)) / 2;
  return options.learning_rate * (options.final_share + (1 - options.final_share) * share);
}

}  // namespace lowlight::training
