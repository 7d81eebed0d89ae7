// A step that went wrong, once more.
#pragma once

#include <string>

#include "lowlight/doctor/capsule.h"
#include "lowlight/doctor/diagnosis.h"
#include "lowlight/training/task.h"
#include "lowlight/training/trainer_options.h"

namespace lowlight::training {

/// The verdict on the step that the capsule holds, run by `task`, which gets the capsule's weights.
/// `where` names the capsule in errors. Throws CheckpointError where the weights do not fit.
doctor::Diagnosis replay_capsule(Task& task,
                                 const TrainerOptions& options,
                                 const doctor::Capsule& capsule,
                                 const std::string& where);

}  // namespace lowlight::training
