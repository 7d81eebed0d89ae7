// How a training run tells what happens; the library itself prints and logs nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "lowlight/doctor/diagnosis.h"
#include "lowlight/doctor/health.h"
#include "lowlight/training/preview.h"
#include "lowlight/training/trainer_options.h"

namespace lowlight::training {

/// A loss term's name and its value in one step.
using NamedValue = std::pair<std::string, double>;

/// One training step.
struct StepReport {
  int64_t step = 0;   ///< steps done, this one included
  int64_t steps = 0;  ///< steps in all
  double loss = 0;
  std::vector<NamedValue> terms = {};
  std::vector<std::string> remarks = {};  ///< terms that were skipped, or partly, and why
  double learning_rate = 0;
  double gradient_norm = 0;  ///< the norm before clipping
  double images_per_second = 0;
  double seconds_left = 0;
};

/// Held-out samples, judged with the weights that a checkpoint holds.
struct ValidationReport {
  int64_t step = 0;
  int64_t samples = 0;
  double loss = 0;
  std::vector<NamedValue> terms = {};
  std::vector<NamedValue> metrics = {};  ///< figures of its pictures: "psnr", "ssim"
  bool best = false;                     ///< whether it is the best one so far, by trainer.best
  Preview preview = {};                  ///< the first samples, at most kShownSamples, on the CPU
};

/// A step that was not finite: what was found, and what the trainer did about it.
struct NonFiniteEvent {
  int64_t step = 0;  ///< the number of the step in question
  int64_t rank = 0;  ///< the process whose part of the batch it was, where several train together
  /// What was not finite: "batch tensor dark", "loss term ssim", "gradient of head.weight".
  std::vector<std::string> culprits{};
  std::vector<NamedValue> terms{};
  std::vector<std::string> files{};        ///< the files that the batch was made of
  doctor::Diagnosis diagnosis{};           ///< The place where it began, and the probable cause.
  std::filesystem::path capsule{};         ///< the step in a file, for tasks::replay
  OnNonFinite action = OnNonFinite::stop;  ///< what the trainer did about it
  int64_t count = 0;       ///< how often the run took this action, this time included
  int64_t goes_on = 0;     ///< how many steps are done where the run goes on
  double rate_factor = 1;  ///< what the learning rate is multiplied by from now on
};

/// How many held-out samples a ValidationReport shows.
inline constexpr int64_t kShownSamples = 8;

/// Called from the thread that trains; does nothing until overridden.
class TrainObserver {
 public:
  virtual ~TrainObserver() = default;
  /// Before the first step; `notes` are the task's.
  virtual void on_start(int64_t /*step*/,
                        int64_t /*steps*/,
                        const std::vector<std::string>& /*notes*/) {}
  virtual void on_step(const StepReport&) {}
  virtual void on_validation(const ValidationReport&) {}
  /// Every layer in step `step`; what passes a limit is a warning as well.
  virtual void on_health(int64_t /*step*/, const doctor::Health&) {}
  virtual void on_nonfinite(const NonFiniteEvent&) {}
  virtual void on_checkpoint(int64_t /*step*/, const std::filesystem::path& /*weights*/) {}
  /// Something the user should know and the run survives: a photo that cannot be read. Each text
  /// comes once.
  virtual void on_warning(const std::string&) {}
};

}  // namespace lowlight::training
