// The settings of a training run.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lowlight/core/problems.h"
#include "lowlight/core/rule.h"
#include "lowlight/data/ordered_loader.h"
#include "lowlight/training/adam.h"
#include "lowlight/training/schedule.h"

namespace lowlight::training {

/// What the network's convolutions and matrix products are computed in. Weights, everything between
/// the products, masks, losses and the update are float32 either way.
enum class Precision { float32, bfloat16 };

/// The names of the values, as users write them.
constexpr auto names_of(Precision) {
  return std::to_array<std::pair<Precision, std::string_view>>(
      {{Precision::float32, "float32"}, {Precision::bfloat16, "bfloat16"}});
}

/// How one step is computed.
struct StepOptions {
  std::string device = "cpu";
  Precision precision = Precision::float32;
  int64_t accumulate = 1;
  double clip_norm = 0;
  double clip_value = 0;
  std::vector<std::string> loss_weights;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("device", self.device, "cpu, cuda, cuda:N, or auto for the first GPU if there is one");
    visit("precision",
          self.precision,
          "of convolutions and matrix products: float32, or bfloat16, which is faster on hardware "
          "that has it; weights, sums, masks, losses and updates are float32");
    visit("accumulate",
          self.accumulate,
          at_least(1),
          "equal parts that a batch is computed in, one after the other, to save memory");
    visit("clip_norm", self.clip_norm, at_least(0), "greatest norm of the gradients, 0 = any");
    visit("clip_value",
          self.clip_value,
          at_least(0),
          "greatest size of an element of the gradients, after clip_norm, 0 = any");
    visit("loss_weights",
          self.loss_weights,
          "factors of loss terms that change: \"TERM FROM TO STEPS\", in a straight line");
  }
};

/// Which weights a run keeps, and when.
struct KeepingOptions {
  double average = 0.999;
  int64_t checkpoint_every = 1000;
  std::string best = "loss";

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("average",
          self.average,
          at_least(0).below(1),
          "decay of the averaged weights that checkpoints hold, 0 = the last weights");
    visit("checkpoint_every", self.checkpoint_every, at_least(1), "steps between checkpoints");
    visit("best",
          self.best,
          "what best.safetensors is best in on held-out samples: loss, a term of it, or a metric "
          "such as psnr, ssim or delta_e");
  }
};

/// What happens to a step with a number that is not finite; its update is never made.
enum class OnNonFinite {
  stop,      ///< the run ends
  skip,      ///< the step counts as done
  rollback,  ///< the run goes on from its newest state, with a lower learning rate
};

/// The names of the values, as users write them.
constexpr auto names_of(OnNonFinite) {
  return std::to_array<std::pair<OnNonFinite, std::string_view>>(
      {{OnNonFinite::stop, "stop"},
       {OnNonFinite::skip, "skip"},
       {OnNonFinite::rollback, "rollback"}});
}

struct NonFiniteOptions {
  OnNonFinite on_nonfinite = OnNonFinite::stop;
  int64_t nonfinite_limit = 10;
  double rollback_rate = 0.5;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("on_nonfinite",
          self.on_nonfinite,
          "what a step does that is not finite: stop ends the run, skip goes on without it, "
          "rollback goes back to the newest checkpoint");
    visit("nonfinite_limit",
          self.nonfinite_limit,
          at_least(0),
          "skips, or rollbacks, after which the run ends");
    visit("rollback_rate",
          self.rollback_rate,
          above(0).at_most(1),
          "what each rollback multiplies the learning rate by");
  }
};

/// What helps to find faults, at a price.
struct DebugOptions {
  int64_t health_every = 1000;
  bool deterministic = false;
  bool overfit_one_batch = false;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("health_every",
          self.health_every,
          at_least(0),
          "steps between looks at every layer, the first step included, 0 = never; each takes the "
          "time and memory of several steps");
    visit("deterministic",
          self.deterministic,
          "only operations that always give the same bits, also on a GPU; an operation that has no "
          "such form ends the run with an error");
    visit("overfit_one_batch",
          self.overfit_one_batch,
          "train on the first batch over and over: a network that works drives its loss down");
  }
};

/// All settings of a run; the groups it is made of share one level of keys.
struct TrainerOptions : StepOptions, KeepingOptions, NonFiniteOptions, DebugOptions {
  int64_t steps = 10'000;
  int64_t batch = 8;
  int64_t seed = 1;
  int64_t threads = 0;
  double rank_timeout = 600;
  ScheduleOptions schedule;
  AdamOptions adam;
  data::LoaderOptions loader;

  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("steps", self.steps, at_least(1), "updates of the weights, in all");
    visit("batch", self.batch, at_least(1), "samples in each step, of all processes together");
    visit("seed",
          self.seed,
          at_least(0),
          "of the first weights, of the order of photos and of everything drawn");
    visit("threads",
          self.threads,
          at_least(0),
          "threads that compute a step, beside those of the loader; 0 = as many as the machine has "
          "cores, or OMP_NUM_THREADS says");
    visit("rank_timeout",
          self.rank_timeout,
          above(0),
          "seconds that a process waits for the others, where several train together");
    StepOptions::fields(self, visit);
    KeepingOptions::fields(self, visit);
    NonFiniteOptions::fields(self, visit);
    DebugOptions::fields(self, visit);
    visit("schedule", self.schedule, "the learning rate");
    visit("adam", self.adam, "the optimiser");
    visit("loader", self.loader, "the threads that make samples");
  }

  /// `accumulate` divides `batch`, and each of `loss_weights` reads as such.
  void check(Problems& problems) const;
};

}  // namespace lowlight::training
