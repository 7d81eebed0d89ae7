// How a training run tells what happens; the library itself prints and logs nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lowlight/doctor/diagnosis.h"
#include "lowlight/doctor/health.h"
#include "lowlight/training/preview.h"

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
  double gradient_norm = 0;  ///< before clipping
  double images_per_second = 0;
  double seconds_left = 0;
};

/// Held-out samples, judged with the weights that a checkpoint holds.
struct ValidationReport {
  int64_t step = 0;
  int64_t samples = 0;
  double loss = 0;
  std::vector<NamedValue> terms = {};
  std::vector<NamedValue> metrics = {};  ///< as PictureMetrics names them
  bool best = false;                     ///< so far, by trainer.best
  Preview preview = {};  ///< of the first samples, kShownSamples at most, on the CPU
};

/// The numbers of a step that were not finite any more.
struct Divergence {
  std::vector<std::string>
      culprits;  ///< "batch tensor dark", "loss term ssim", "gradient of head.weight"
  std::vector<NamedValue> terms = {};
  std::vector<std::string> files;                ///< of the batch
  std::optional<doctor::Diagnosis> diagnosis{};  ///< where it began, and probably why
  std::filesystem::path capsule{};  ///< the step in a file, for replay (run_training.h)
};

/// A step that was not finite, and what the trainer did about it.
struct NonFiniteEvent {
  int64_t step = 0;        ///< the one in question
  std::string action{};    ///< "stop", "skip" or "rollback"
  int64_t count = 0;       ///< of this action in the run, this one included
  int64_t goes_on = 0;     ///< steps done where the run goes on
  double rate_factor = 1;  ///< of the learning rate from now on
  Divergence divergence{};
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
