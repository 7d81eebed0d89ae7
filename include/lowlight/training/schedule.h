// The learning rate as a function of the step.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lowlight::training {

struct ScheduleOptions {
  double learning_rate = 1e-4;
  int64_t warm_up = 0;
  double final_share = 0.01;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("learning_rate", self.learning_rate, "the highest learning rate");
    visit("warm_up", self.warm_up, "steps over which the rate rises from 0");
    visit("final_share",
          self.final_share,
          "rate at the last step as a share of the highest; 1 keeps it constant");
  }
};

std::vector<std::string> problems_of(const ScheduleOptions& options);

/// The rate of step s in {0, …, steps − 1}: rate · (s + 1) / warm_up while s < warm_up, then half a
/// cosine from the rate down to final_share · rate at the last step (Loshchilov and Hutter 2017,
/// arXiv 1608.03983, without restarts). Steps beyond the last have the last one's rate.
double learning_rate_at(int64_t step, int64_t steps, const ScheduleOptions& options);

}  // namespace lowlight::training
