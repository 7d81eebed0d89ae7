// A step as the doctor sees it.
#pragma once

#include <string>
#include <vector>

#include "lowlight/doctor/capsule.h"
#include "lowlight/doctor/diagnosis.h"
#include "lowlight/doctor/health.h"
#include "training/learner.h"
#include "training/step.h"

namespace lowlight::training {

/// What was wrong with a step, and all that is needed to find it again.
struct Examination {
  doctor::Diagnosis diagnosis;
  doctor::Capsule capsule;
};

/// Runs a step again that was not finite, with the random numbers it had, part by part until one is
/// not finite this time too. Weights and random state are afterwards what they were before.
Examination examine(Learner& learner,
                    const std::vector<Batch>& parts,
                    const Step& step,
                    const std::string& config,
                    const doctor::History& history);

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
