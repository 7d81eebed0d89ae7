#include "lowlight/training/replay_capsule.h"

#include "training/examination.h"

namespace lowlight::training {

doctor::Diagnosis replay_capsule(Task& task,
                                 const TrainerOptions& options,
                                 const doctor::Capsule& capsule,
                                 const std::string& where) {
  Learner learner(task, options);
  return examine_again(learner, capsule, where);
}

}  // namespace lowlight::training
