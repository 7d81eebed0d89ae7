#include "lowlight/training/trainer.h"

#include <ATen/ATen.h>

#include <optional>
#include <set>
#include <utility>

#include "lowlight/core/clock.h"
#include "lowlight/core/error.h"
#include "lowlight/core/random.h"
#include "training/batch_loader.h"
#include "training/blame.h"
#include "training/checkpointing.h"
#include "training/deterministic.h"
#include "training/examination.h"
#include "training/learner.h"
#include "training/step.h"
#include "training/validation.h"

namespace lowlight::training {
namespace {

/// Steps that a diagnosis looks back on.
constexpr std::ptrdiff_t kHistory = 200;

std::vector<std::string> remarks_of(const std::vector<LossTerm>& terms) {
  std::vector<std::string> remarks;
  for (const auto& term : terms) {
    if (!term.skipped.empty()) remarks.push_back(term.name + " skipped: " + term.skipped);
    if (!term.note.empty()) remarks.push_back(term.name + ": " + term.note);
  }
  return remarks;
}

/// Seconds a step takes, recent steps counting most; fetching and checkpoints included.
class Pace {
 public:
  double after_step() {
    const auto now = Clock::now();
    const double seconds = seconds_between(std::exchange(last_, now), now);
    seconds_ = seconds_ == 0 ? seconds : seconds_ + 0.05 * (seconds - seconds_);
    return seconds_;
  }

 private:
  Clock::time_point last_ = Clock::now();
  double seconds_ = 0;
};

class Trainer {
 public:
  Trainer(Task& task, const TrainerOptions& options, const Run& run)
      : options_(options),
        run_(run),
        ranks_(*run.ranks),
        share_(batch_share(options, ranks_)),
        deterministic_(options.deterministic),
        learner_(task, options, ranks_) {
    at::manual_seed(uint64_t(options.seed));
    learner_.progress.ranks = ranks_.size();
    if (run.resume)
      return_to_newest_state();
    else
      learner_.synchronise();
  }

  TrainReport train() {
    start();
    while (done() < options_.steps) {
      const auto before = done();
      const auto parts = fetch();
      auto step = make_step(parts);
      if (step.finite) {
        report(step);
      } else if (!respond(parts, step, options_.on_nonfinite)) {
        return ended(Outcome::diverged);
      }
      if (done() <= before) continue;  // the run went back
      const bool last = done() == options_.steps, stopping = any(run_.should_stop(), ranks_);
      const bool planned = last || done() % options_.checkpoint_every == 0;
      if (planned || stopping) {
        step.culprits = checkpoint(planned);
        if (!step.culprits.empty() && !respond(parts, step, on_bad_weights()))
          return ended(Outcome::diverged);
      }
      if (stopping && !last) return ended(Outcome::interrupted);
    }
    return ended(Outcome::finished);
  }

 private:
  template <class Call>
  void tell(const Call& call) {
    if (ranks_.rank() > 0) return;
    for (auto* observer : run_.observers) call(*observer);
  }

  void warn(const std::string& text) {
    for (auto* observer : run_.observers) observer->on_warning(text);
  }

  int64_t done() const { return learner_.progress.step; }

  TrainReport ended(Outcome outcome) const {
    const auto& progress = learner_.progress;
    const bool diverged = outcome == Outcome::diverged;
    return {outcome,
            diverged ? event_.step : progress.step,
            diverged ? std::optional(event_) : std::nullopt,
            progress.skipped,
            progress.rollbacks};
  }

  void start() {
    const auto& task = learner_.task;
    if (options_.schedule.shape == RateShape::plateau && task.validation_size() == 0)
      throw ConfigError("trainer.schedule.shape", {"plateau needs held-out samples"});
    auto notes = task.notes();
    if (ranks_.size() > 1) {
      notes.push_back(std::to_string(ranks_.size()) + " processes share the " +
                      std::to_string(options_.batch) + " samples of a step");
    }
    tell([&](auto& observer) { observer.on_start(done(), options_.steps, notes); });
    open_samples();
    pace_ = Pace();
    if (options_.on_nonfinite != OnNonFinite::rollback) return;
    const bool nowhere_to_go = ranks_.rank() == 0 && states_in(run_.folder).empty();
    if (any(nowhere_to_go, ranks_)) checkpoint(false);
  }

  void open_samples() {
    const auto sample = [this](int64_t n) {
      const int64_t number = share_.number_of(n);
      return learner_.task.sample(options_.overfit_one_batch ? number % options_.batch : number);
    };
    batches_.emplace(options_, ranks_, sample, done());
  }

  void return_to_newest_state() {
    for (const auto& text : resume_run(learner_, run_.folder)) warn(text);
  }

  /// The next batch, in its parts.
  std::vector<Batch> fetch() {
    auto batch = batches_->next();
    for (const auto& warning : batch.warnings) {
      if (warned_.insert(warning).second) warn(warning);
    }
    return std::move(batch.parts);
  }

  /// Makes the step, and looks at the network's health where that is due.
  Step make_step(const std::vector<Batch>& parts) {
    // What the others draw depends on the step and their rank, so that a state holds rank 0's
    // alone.
    const auto rank = uint64_t(ranks_.rank());
    if (rank > 0)
      at::manual_seed(RandomStream{uint64_t(options_.seed), uint64_t(done()), rank}.bits());
    const bool due = options_.health_every > 0 && done() % options_.health_every == 0;
    if (!due || rank > 0) return take_step(learner_, options_, parts);
    auto first = parts.front();
    first.part = {};
    const HealthCheck check(learner_, first);
    auto step = take_step(learner_, options_, parts);
    if (!step.finite) return step;
    const auto health = check.after_step();
    tell([&](auto& observer) { observer.on_health(step.number, health); });
    for (const auto& warning : health.warnings) {
      if (warned_.insert(warning).second)
        warn("step " + std::to_string(step.number) + ": " + warning);
    }
    return step;
  }

  void report(const Step& step) {
    history_.losses.push_back(step.total.item<double>());
    history_.learning_rates.push_back(step.learning_rate);
    if (history_.losses.size() > 2 * kHistory) {
      for (auto* values : {&history_.losses, &history_.learning_rates})
        values->erase(values->begin(), values->end() - kHistory);
    }
    const double seconds = pace_.after_step();
    StepReport report;
    report.step = done();
    report.steps = options_.steps;
    report.loss = history_.losses.back();
    report.terms = values_of(step.terms);
    report.remarks = remarks_of(step.terms);
    report.learning_rate = step.learning_rate;
    report.gradient_norm = step.gradient_norm;
    report.images_per_second = double(options_.batch) / seconds;
    report.seconds_left = double(options_.steps - done()) * seconds;
    tell([&](auto& observer) { observer.on_step(report); });
  }

  /// Saves the run and returns the names of what was not finite; then nothing was written. Judges
  /// only where it is planned: a stop by hand must not change what the run does later.
  std::vector<std::string> checkpoint(bool planned) {
    auto culprits = save_run(learner_, run_.folder, run_.config, run_.parent, [&] {
      if (planned && learner_.task.validation_size() > 0) judge();
    });
    if (culprits.empty()) {
      tell([&](auto& observer) { observer.on_checkpoint(done(), weights_path(run_.folder)); });
    }
    return culprits;
  }

  void judge() {
    auto report = validate(learner_.task, learner_.device, ranks_);
    report.step = done();
    learner_.progress.plateau.add(report.loss, options_.schedule.patience);
    report.best = is_best(report, options_.best, learner_.progress);
    if (report.best && ranks_.rank() == 0) keep_as_best(run_.folder);
    tell([&](auto& observer) { observer.on_validation(report); });
  }

  /// A step that is left out does not mend weights.
  OnNonFinite on_bad_weights() const {
    return options_.on_nonfinite == OnNonFinite::skip ? OnNonFinite::stop : options_.on_nonfinite;
  }

  /// The one place that a step which is not finite comes to; whether the run goes on.
  bool respond(const std::vector<Batch>& parts, const Step& step, OnNonFinite action) {
    auto& progress = learner_.progress;
    int64_t count = 1 + (action == OnNonFinite::skip ? progress.skipped : progress.rollbacks);
    if (count > options_.nonfinite_limit) action = OnNonFinite::stop;
    if (action == OnNonFinite::stop) count = 1;
    const auto blamed = step_to_blame(ranks_, parts, step);
    event_ = {};
    if (ranks_.rank() == 0) {
      event_ = examine(learner_, blamed.parts, blamed.step, history_, run_.config, run_.folder);
    }
    event_.step = step.number;
    event_.rank = blamed.rank;
    if (action == OnNonFinite::skip) {
      progress.skipped = count;
      ++progress.step;
    }
    if (action == OnNonFinite::rollback) roll_back(count);
    event_.action = action;
    event_.count = count;
    event_.goes_on = done();
    event_.rate_factor = progress.rate_factor;
    tell([&](auto& observer) { observer.on_nonfinite(event_); });
    return action != OnNonFinite::stop;
  }

  void roll_back(int64_t count) {
    const double factor = learner_.progress.rate_factor * options_.rollback_rate;
    return_to_newest_state();
    learner_.progress.rollbacks = count;
    learner_.progress.rate_factor = factor;
    open_samples();
  }

  const TrainerOptions& options_;
  const Run& run_;
  const Ranks& ranks_;
  BatchShare share_;
  DeterministicScope deterministic_;
  Learner learner_;
  std::optional<BatchLoader> batches_;
  Pace pace_;
  std::set<std::string> warned_;
  doctor::History history_;
  NonFiniteEvent event_;  // the latest
};

}  // namespace

TrainReport train(Task& task, const TrainerOptions& options, const Run& run) {
  return Trainer(task, options, run).train();
}

}  // namespace lowlight::training
