#include "lowlight/training/trainer.h"

#include <ATen/ATen.h>

#include <chrono>
#include <set>
#include <utility>

#include "checkpointing.h"
#include "learner.h"
#include "lowlight/core/fields.h"
#include "step.h"
#include "validation.h"

namespace lowlight::training {
namespace {

using Clock = std::chrono::steady_clock;

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
    const double seconds = std::chrono::duration<double>(now - std::exchange(last_, now)).count();
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
      : options_(options), run_(run), learner_(task, options) {
    at::manual_seed(uint64_t(options.seed));
    if (run.resume) {
      for (const auto& text : resume_run(learner_, run)) warn(text);
    }
  }

  TrainReport train() {
    const auto& task = learner_.task;
    tell([&](auto& observer) {
      observer.on_start(learner_.progress.step, options_.steps, task.notes());
    });
    const auto sample = [&](int64_t n) { return task.sample(n); };
    data::OrderedLoader<Sample> samples(
        sample, learner_.progress.step * options_.batch, options_.loader);
    pace_ = Pace();
    while (learner_.progress.step < options_.steps) {
      const auto batch = fetch(samples);
      auto step = take_step(learner_, options_, batch);
      if (!step.culprits.empty()) return diverged(batch, step);
      report(step);
      const bool last = learner_.progress.step == options_.steps, stopping = run_.should_stop();
      if (last || stopping || learner_.progress.step % options_.checkpoint_every == 0) {
        step.culprits = checkpoint();
        if (!step.culprits.empty()) return diverged(batch, step);
      }
      if (stopping && !last) return {Outcome::interrupted, learner_.progress.step, {}};
    }
    return {Outcome::finished, learner_.progress.step, {}};
  }

 private:
  template <class Call>
  void tell(const Call& call) {
    for (auto* observer : run_.observers) call(*observer);
  }

  void warn(const std::string& text) {
    tell([&](auto& observer) { observer.on_warning(text); });
  }

  Batch fetch(data::OrderedLoader<Sample>& samples) {
    std::vector<Sample> batch;
    for (int64_t i = 0; i < options_.batch; ++i) {
      batch.push_back(samples.next());
      for (const auto& warning : batch.back().warnings) {
        if (warned_.insert(warning).second) warn(warning);
      }
    }
    return moved(stacked(batch), learner_.device);
  }

  void report(const Step& step) {
    const double seconds = pace_.after_step();
    StepReport report;
    report.step = learner_.progress.step;
    report.steps = options_.steps;
    report.loss = step.total.item<double>();
    report.terms = values_of(step.terms);
    report.remarks = remarks_of(step.terms);
    report.learning_rate =
        learning_rate_at(learner_.progress.step - 1, options_.steps, options_.schedule);
    report.gradient_norm = step.gradient_norm;
    report.images_per_second = double(options_.batch) / seconds;
    report.seconds_left = double(options_.steps - learner_.progress.step) * seconds;
    tell([&](auto& observer) { observer.on_step(report); });
  }

  /// Names of what was not finite; then nothing was written.
  std::vector<std::string> checkpoint() {
    auto culprits = save_run(learner_, run_, [&] { judge(); });
    if (culprits.empty()) {
      tell([&](auto& observer) {
        observer.on_checkpoint(learner_.progress.step, weights_path(run_.folder));
      });
    }
    return culprits;
  }

  void judge() {
    if (learner_.task.validation_size() == 0) return;
    auto report = validate(learner_.task, learner_.device);
    report.step = learner_.progress.step;
    tell([&](auto& observer) { observer.on_validation(report); });
  }

  /// The one place that a step which is not finite comes to.
  TrainReport diverged(const Batch& batch, const Step& step) const {
    return {Outcome::diverged,
            learner_.progress.step + 1,
            Divergence{step.culprits, values_of(step.terms), batch.files}};
  }

  const TrainerOptions& options_;
  const Run& run_;
  Learner learner_;
  Pace pace_;
  std::set<std::string> warned_;
};

}  // namespace

std::vector<std::string> problems_of(const TrainerOptions& options) {
  std::vector<std::string> problems;
  if (options.steps < 1) problems.push_back("steps must be at least 1");
  if (options.batch < 1) problems.push_back("batch must be at least 1");
  if (options.seed < 0) problems.push_back("seed must be at least 0");
  if (!(options.clip_norm >= 0)) problems.push_back("clip_norm must be at least 0");
  if (!(options.average >= 0 && options.average < 1))
    problems.push_back("average must be from 0 to below 1");
  if (options.checkpoint_every < 1) problems.push_back("checkpoint_every must be at least 1");
  if (options.loader.workers < 0) problems.push_back("loader.workers must be at least 0");
  if (options.loader.ahead < 1) problems.push_back("loader.ahead must be at least 1");
  add_problems_of(options.schedule, "schedule", problems);
  add_problems_of(options.adam, "adam", problems);
  return problems;
}

TrainReport train(Task& task, const TrainerOptions& options, const Run& run) {
  return Trainer(task, options, run).train();
}

}  // namespace lowlight::training
