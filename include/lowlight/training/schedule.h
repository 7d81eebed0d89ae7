// The learning rate as a function of the step.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lowlight/core/rule.h"

namespace lowlight::training {

/// What the rate does after the warm-up.
enum class RateShape {
  cosine,    ///< falls along half a cosine (Loshchilov and Hutter 2017, arXiv 1608.03983)
  step,      ///< is multiplied by `factor` every `every` steps
  plateau,   ///< is multiplied by `factor` where validation does not get better
  constant,  ///< stays
};

/// The names of the values, as users write them.
constexpr auto names_of(RateShape) {
  return std::to_array<std::pair<RateShape, std::string_view>>({{RateShape::cosine, "cosine"},
                                                                {RateShape::step, "step"},
                                                                {RateShape::plateau, "plateau"},
                                                                {RateShape::constant, "constant"}});
}

struct ScheduleOptions {
  double learning_rate = 1e-4;
  int64_t warm_up = 0;
  RateShape shape = RateShape::cosine;
  double final_share = 0.01;
  int64_t every = 10'000;
  double factor = 0.5;
  int64_t patience = 3;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("learning_rate", self.learning_rate, in(0, 1000), "the highest learning rate");
    visit("warm_up", self.warm_up, at_least(0), "steps over which the rate rises from 0");
    visit("shape",
          self.shape,
          "what it does then: cosine falls to the last step, step falls every so many steps, "
          "plateau where the held-out loss stays, constant stays");
    visit("final_share",
          self.final_share,
          in(0, 1),
          "the lowest rate as a share of the highest: of cosine at the last step");
    visit("every", self.every, at_least(1), "steps between the falls of step");
    visit("factor",
          self.factor,
          above(0).at_most(1),
          "what step and plateau multiply the rate by when it falls");
    visit("patience",
          self.patience,
          at_least(1),
          "validations without a better loss that plateau waits for");
  }
};

/// The rate of step s in {0, …, steps − 1}: rate · (s + 1) / warm_up while s < warm_up, then as the
/// shape says, but never under final_share · rate unless that is `constant`. `falls` is how often a
/// plateau was met. Steps beyond the last have the last one's rate.
double learning_rate_at(int64_t step,
                        int64_t steps,
                        const ScheduleOptions& options,
                        int64_t falls = 0);

/// Tells plateaus of the held-out loss; part of a run's state.
struct PlateauWatch {
  double best = 0;
  int64_t waited = -1;  ///< validations since the best one; −1 before the first
  int64_t falls = 0;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("best", self.best, "lowest held-out loss");
    visit("waited", self.waited, "validations since, -1 before the first");
    visit("falls", self.falls, "how often the rate fell");
  }

  /// Takes in a validation's loss: the rate falls when `patience` of them in a row were no better
  /// than the best, and then waits anew.
  void add(double loss, int64_t patience);
};

}  // namespace lowlight::training
