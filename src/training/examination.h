// A step as the doctor sees it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "lowlight/doctor/capsule.h"
#include "lowlight/doctor/diagnosis.h"
#include "lowlight/doctor/health.h"
#include "lowlight/training/train_observer.h"
#include "training/learner.h"
#include "training/step.h"

namespace lowlight::training {

/// Runs a step again that was not finite, with the random numbers it had, part by part until one is
/// not finite this time too, and leaves it in `folder` as a capsule with a page that shows the
/// diagnosis. `config` is the run's, for the capsule. Weights and random state are afterwards what
/// they were before. What the run does about the step is the caller's to fill in.
NonFiniteEvent examine(Learner& learner,
                       const std::vector<Batch>& parts,
                       const Step& step,
                       const doctor::History& history,
                       const std::string& config,
                       const std::filesystem::path& folder);

/// The verdict on a capsule, whose weights the learner gets.
doctor::Diagnosis examine_again(Learner& learner,
                                const doctor::Capsule& capsule,
                                const std::string& where);

/// Watches the step about to be made on its first part, and then its update, for a table by layer.
class HealthCheck {
 public:
  HealthCheck(Learner& learner, const Batch& part);

  /// Once the step was made.
  doctor::Health after_step() const;

 private:
  const Learner& learner_;
  doctor::Trace trace_;
  io::NamedTensors before_;  // copies of the weights
};

}  // namespace lowlight::training
