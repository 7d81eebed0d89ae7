#include "lowlight/training/trainer.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <set>
#include <utility>

#include "lowlight/core/check.h"
#include "lowlight/core/cuda_library.h"
#include "lowlight/core/fields.h"
#include "lowlight/training/moving_average.h"
#include "lowlight/training/training_state.h"

namespace lowlight::training {
namespace {

using Clock = std::chrono::steady_clock;

std::vector<NamedValue> values_of(const std::vector<LossTerm>& terms) {
  std::vector<NamedValue> values;
  for (const auto& term : terms) values.emplace_back(term.name, term.value.item<double>());
  return values;
}

std::vector<std::string> remarks_of(const std::vector<LossTerm>& terms) {
  std::vector<std::string> remarks;
  for (const auto& term : terms) {
    if (!term.skipped.empty()) remarks.push_back(term.name + " skipped: " + term.skipped);
    if (!term.note.empty()) remarks.push_back(term.name + ": " + term.note);
  }
  return remarks;
}

bool is_finite(const at::Tensor& tensor) { return tensor.isfinite().all().item<bool>(); }

Batch moved(Batch batch, c10::Device device) {
  for (auto& [name, tensor] : batch.tensors) tensor = tensor.to(device);
  return batch;
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
      : task_(task),
        options_(options),
        run_(run),
        device_(resolve_device(options.device)),
        average_(prepared_network(), options.average),
        adam_(task.network(), options.adam) {
    at::manual_seed(uint64_t(options.seed));
    state_.config = run.config;
    for (const auto& [name, tensor] : io::module_tensors(task.network()))
      state_.tensors["network." + name] = tensor;
    for (const auto& [name, tensor] : average_.tensors())
      state_.tensors["average." + name] = tensor;
    for (const auto& [name, tensor] : adam_.state()) state_.tensors["adam." + name] = tensor;
    if (run.resume) {
      load_state(run.folder / "state.safetensors", state_, device_);
      state_.config = run.config;
    }
  }

  TrainReport train() {
    tell([&](auto& observer) { observer.on_start(state_.step, options_.steps, task_.notes()); });
    const auto sample = [this](int64_t n) { return task_.sample(n); };
    data::OrderedLoader<Sample> samples(sample, state_.step * options_.batch, options_.loader);
    pace_ = Pace();
    while (state_.step < options_.steps) {
      const auto batch = fetch(samples);
      if (auto bad = non_finite_tensors(batch); !bad.empty()) return diverged(batch, {}, bad);
      const auto losses = forward(batch);
      if (!is_finite(losses.total)) return diverged(batch, losses, non_finite_values(losses));
      const double norm = backward(losses);
      if (!std::isfinite(norm)) return diverged(batch, losses, non_finite_gradients());
      update();
      report(losses, norm);
      const bool last = state_.step == options_.steps, stopping = run_.should_stop();
      if (last || stopping || state_.step % options_.checkpoint_every == 0) checkpoint();
      if (stopping && !last) return {Outcome::interrupted, state_.step, {}};
    }
    return {Outcome::finished, state_.step, {}};
  }

 private:
  template <class Call>
  void tell(const Call& call) {
    for (auto* observer : run_.observers) call(*observer);
  }

  torch::nn::Module& prepared_network() {
    task_.network().to(device_);
    task_.to(device_);
    task_.network().train();
    return task_.network();
  }

  Batch fetch(data::OrderedLoader<Sample>& samples) {
    std::vector<Sample> batch;
    for (int64_t i = 0; i < options_.batch; ++i) {
      batch.push_back(samples.next());
      for (const auto& warning : batch.back().warnings) {
        if (!warned_.insert(warning).second) continue;
        tell([&](auto& observer) { observer.on_warning(warning); });
      }
    }
    return moved(stacked(batch), device_);
  }

  Losses forward(const Batch& batch) {
    adam_.clear_gradients();
    auto losses = task_.losses(batch);
    LOWLIGHT_CHECK(losses.total.requires_grad(),
                   "train: the loss must depend on a weight of the network");
    return losses;
  }

  double backward(const Losses& losses) {
    losses.total.backward();
    return adam_.clip_gradients(options_.clip_norm);
  }

  void update() {
    adam_.step(learning_rate_at(state_.step, options_.steps, options_.schedule));
    if (options_.average > 0) average_.update(state_.step);
    ++state_.step;
  }

  void report(const Losses& losses, double norm) {
    const double seconds = pace_.after_step();
    StepReport report;
    report.step = state_.step;
    report.steps = options_.steps;
    report.loss = losses.total.item<double>();
    report.terms = values_of(losses.terms);
    report.remarks = remarks_of(losses.terms);
    report.learning_rate = learning_rate_at(state_.step - 1, options_.steps, options_.schedule);
    report.gradient_norm = norm;
    report.images_per_second = double(options_.batch) / seconds;
    report.seconds_left = double(options_.steps - state_.step) * seconds;
    tell([&](auto& observer) { observer.on_step(report); });
  }

  void checkpoint() {
    const auto trained = with_average();
    auto info = task_.info();
    info.step = state_.step;
    info.parent = run_.parent;
    const auto weights = run_.folder / "weights.safetensors";
    io::save_checkpoint(weights, task_.network(), info);
    validate();
    io::assign_tensors(task_.network(), trained, "the trained weights");
    save_state(run_.folder / "state.safetensors", state_, device_);
    tell([&](auto& observer) { observer.on_checkpoint(state_.step, weights); });
  }

  /// Puts the averaged weights into the network and returns copies of its own.
  io::NamedTensors with_average() {
    io::NamedTensors trained;
    for (const auto& [name, tensor] : io::module_tensors(task_.network()))
      trained[name] = tensor.detach().clone();
    if (options_.average > 0)
      io::assign_tensors(task_.network(), average_.tensors(), "the averaged weights");
    return trained;
  }

  void validate() {
    if (task_.validation_size() == 0) return;
    const at::NoGradGuard no_gradients;
    task_.network().eval();
    ValidationReport report;
    report.step = state_.step;
    report.samples = task_.validation_size();
    for (int64_t n = 0; n < report.samples; ++n) {
      const auto losses = task_.losses(moved(stacked({task_.validation_sample(n)}), device_));
      report.loss += losses.total.item<double>() / double(report.samples);
      const auto values = values_of(losses.terms);
      if (report.terms.empty()) report.terms.resize(values.size());
      for (size_t i = 0; i < values.size(); ++i) {
        report.terms[i].first = values[i].first;
        report.terms[i].second += values[i].second / double(report.samples);
      }
    }
    task_.network().train();
    tell([&](auto& observer) { observer.on_validation(report); });
  }

  static std::vector<std::string> non_finite_tensors(const Batch& batch) {
    std::vector<std::string> culprits;
    for (const auto& [name, tensor] : batch.tensors) {
      if (!is_finite(tensor)) culprits.push_back("batch tensor " + name);
    }
    return culprits;
  }

  std::vector<std::string> non_finite_values(const Losses& losses) const {
    std::vector<std::string> culprits;
    for (const auto& [name, tensor] : io::module_tensors(task_.network())) {
      if (!is_finite(tensor)) culprits.push_back("weight " + name);
    }
    for (const auto& term : losses.terms) {
      if (!is_finite(term.value)) culprits.push_back("loss term " + term.name);
    }
    return culprits;
  }

  std::vector<std::string> non_finite_gradients() const {
    std::vector<std::string> culprits;
    for (const auto& name : adam_.non_finite_gradients()) culprits.push_back("gradient of " + name);
    return culprits;
  }

  TrainReport diverged(const Batch& batch,
                       const Losses& losses,
                       std::vector<std::string> culprits) const {
    return {Outcome::diverged,
            state_.step + 1,
            Divergence{std::move(culprits), values_of(losses.terms), batch.files}};
  }

  Task& task_;
  const TrainerOptions& options_;
  const Run& run_;
  c10::Device device_;
  MovingAverage average_;
  Adam adam_;
  TrainingState state_;
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
